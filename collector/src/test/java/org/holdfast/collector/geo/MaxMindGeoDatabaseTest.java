package org.holdfast.collector.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import org.holdfast.model.Asn;
import org.holdfast.model.CountryCode;
import org.holdfast.model.VantagePoint;
import org.holdfast.model.geo.GeoDatabase;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaxMindGeoDatabaseTest {
  private static final Duration NEVER = Duration.ofDays(1);

  @TempDir private Path directory;

  private Path path() {
    return directory.resolve("asn_cc.mmdb");
  }

  private static Map<String, Object> entry(String countryCode, long asn) {
    return Map.of(
        "country",
        Map.of("iso_code", countryCode),
        "autonomous_system_number",
        asn,
        "autonomous_system_organization",
        "Example Net");
  }

  /// Replaces the file the way an operator should: at once.
  private void install(byte[] content) throws IOException {
    Path next = Files.write(directory.resolve("next"), content);
    Files.move(next, path(), StandardCopyOption.ATOMIC_MOVE);
  }

  private static Optional<VantagePoint> find(GeoDatabase database, String address)
      throws IOException {
    return database.find(InetAddress.getByName(address)).map(GeoDatabase.Answer::vantagePoint);
  }

  private static VantagePoint vantagePoint(String countryCode, long asn) {
    return new VantagePoint(new CountryCode(countryCode), new Asn(asn));
  }

  @Test
  void findsBothAddressFamilies() throws IOException {
    install(
        new MmdbFile()
            .with("198.51.100.0/24", entry("PT", 64501))
            .with("2001:db8::/32", entry("IT", 4_200_000_000L))
            .bytes(LocalDate.of(2026, 11, 1)));
    try (var database = MaxMindGeoDatabase.start(path(), NEVER)) {
      assertThat(find(database, "198.51.100.7")).hasValue(vantagePoint("PT", 64501));
      assertThat(find(database, "2001:db8::7")).hasValue(vantagePoint("IT", 4_200_000_000L));
      assertThat(find(database, "203.0.113.1")).isEmpty();
      assertThat(database.date()).hasValue("2026-11-01");
      assertThat(database.find(InetAddress.getByName("198.51.100.7")).orElseThrow().networkName())
          .isEqualTo("Example Net");
    }
  }

  @Test
  @DisplayName("§5.2: an entry without country or network is none")
  void incompleteEntriesAreNone() throws IOException {
    install(
        new MmdbFile()
            .with("198.51.100.0/24", Map.of("country", Map.of("iso_code", "PT")))
            .with("198.51.101.0/24", Map.of("autonomous_system_number", 64501L))
            .with("198.51.102.0/24", Map.of("country", "PT", "autonomous_system_number", "x"))
            .with(
                "198.51.103.0/24",
                Map.of("country", Map.of("iso_code", "PT"), "autonomous_system_number", 1L))
            .bytes(LocalDate.of(2026, 11, 1)));
    try (var database = MaxMindGeoDatabase.start(path(), NEVER)) {
      for (String address : new String[] {"198.51.100.7", "198.51.101.7", "198.51.102.7"}) {
        assertThat(find(database, address)).as(address).isEmpty();
      }
      assertThat(database.find(InetAddress.getByName("198.51.103.7")).orElseThrow().networkName())
          .isEqualTo("0");
    }
  }

  @Test
  @DisplayName("P80: without a file everything is unknown, until there is one")
  void anAbsentFileMeansUnknown() throws IOException {
    try (var database = MaxMindGeoDatabase.start(path(), NEVER)) {
      assertThat(find(database, "198.51.100.7")).isEmpty();
      assertThat(database.date()).isEmpty();

      install(
          new MmdbFile()
              .with("198.51.100.0/24", entry("PT", 64501))
              .bytes(LocalDate.of(2026, 11, 1)));
      database.checkNow();
      assertThat(find(database, "198.51.100.7")).hasValue(vantagePoint("PT", 64501));
    }
  }

  @Test
  @DisplayName("P80: a broken or vanished file leaves the old one in use")
  void aBrokenFileLeavesTheOldOneInUse() throws IOException {
    byte[] old =
        new MmdbFile().with("198.51.100.0/24", entry("PT", 64501)).bytes(LocalDate.of(2026, 10, 1));
    install(old);
    try (var database = MaxMindGeoDatabase.start(path(), NEVER)) {
      for (byte[] broken : new byte[][] {{}, {1, 2, 3}, java.util.Arrays.copyOf(old, 100)}) {
        install(broken);
        database.checkNow();
        assertThat(find(database, "198.51.100.7")).hasValue(vantagePoint("PT", 64501));
        assertThat(database.date()).hasValue("2026-10-01");
      }
      Files.delete(path());
      database.checkNow();
      assertThat(find(database, "198.51.100.7")).hasValue(vantagePoint("PT", 64501));
    }
  }

  @Test
  void aNewFileIsTakenUpByItself() throws IOException {
    install(
        new MmdbFile().with("198.51.100.0/24", entry("PT", 1)).bytes(LocalDate.of(2026, 10, 1)));
    try (var database = MaxMindGeoDatabase.start(path(), Duration.ofMillis(10))) {
      install(
          new MmdbFile().with("198.51.100.0/24", entry("PT", 2)).bytes(LocalDate.of(2026, 11, 1)));
      await().until(() -> database.date().equals(Optional.of("2026-11-01")));
      assertThat(find(database, "198.51.100.7")).hasValue(vantagePoint("PT", 2));
    }
  }
}
