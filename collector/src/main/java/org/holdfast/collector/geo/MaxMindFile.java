package org.holdfast.collector.geo;

import com.maxmind.db.Reader;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.holdfast.model.Asn;
import org.holdfast.model.CountryCode;
import org.holdfast.model.VantagePoint;
import org.holdfast.model.geo.GeoDatabase.Answer;
import org.jspecify.annotations.Nullable;

/// One version of a MaxMind file, held in memory so that replacing the file under it does no harm.
/// Fields: `country.iso_code`, `autonomous_system_number`, `autonomous_system_organization`; an
/// entry without country or number counts as none (probe-services §5.2).
final class MaxMindFile {
  private static final String ORGANISATION_MISSING = "0";

  private final Reader reader;
  private final String date;

  private MaxMindFile(Reader reader, String date) {
    this.reader = reader;
    this.date = date;
  }

  static MaxMindFile read(Path path) throws IOException {
    Reader reader = new Reader(path.toFile(), Reader.FileMode.MEMORY);
    LocalDate built = LocalDate.ofInstant(reader.getMetadata().buildTime(), ZoneOffset.UTC);
    return new MaxMindFile(reader, built.toString());
  }

  String date() {
    return date;
  }

  Optional<Answer> find(InetAddress address) {
    try {
      return Optional.ofNullable(reader.get(address, Map.class)).flatMap(MaxMindFile::answer);
    } catch (IOException | RuntimeException e) {
      // A damaged entry, or an IPv6 address in a file for IPv4 only: not found. The exception
      // names the address and so is not logged.
      return Optional.empty();
    }
  }

  private static Optional<Answer> answer(Map<?, ?> entry) {
    Object country = entry.get("country");
    Optional<CountryCode> countryCode =
        country instanceof Map<?, ?> members
            ? text(members.get("iso_code")).flatMap(CountryCode::parse)
            : Optional.empty();
    Optional<Asn> asn = number(entry.get("autonomous_system_number"));
    if (countryCode.isEmpty() || asn.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Answer(
            new VantagePoint(countryCode.get(), asn.get()),
            text(entry.get("autonomous_system_organization")).orElse(ORGANISATION_MISSING)));
  }

  private static Optional<String> text(@Nullable Object value) {
    return value instanceof String text ? Optional.of(text) : Optional.empty();
  }

  private static Optional<Asn> number(@Nullable Object value) {
    return value instanceof Number number
        ? Asn.parseDigits(Long.toString(number.longValue()))
        : Optional.empty();
  }
}
