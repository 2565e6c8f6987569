package org.holdfast.app.credentialstest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.holdfast.testkit.archive.PublishedArchive;
import org.holdfast.testkit.archive.Settling;
import org.holdfast.testkit.wire.Target;
import org.holdfast.testkit.wire.WireConnection;
import org.holdfast.testkit.wire.WireRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Everything a server wrote, sorted by submission.
final class WrittenByServer {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final int UID_TAIL = 16;

  private final PublishedArchive archive;
  private final Map<String, String> accounts;
  private final Target reading;

  private WrittenByServer(PublishedArchive archive, Map<String, String> accounts, Target reading) {
    this.archive = archive;
    this.accounts = accounts;
    this.reading = reading;
  }

  /// Waits until all of it is archived, and reads it.
  static WrittenByServer of(CollectorProcess collector) throws IOException {
    Path root = collector.data().resolve("archive");
    var _ = Settling.awaitArchived(collector.admin(), root, PATIENCE);
    return new WrittenByServer(PublishedArchive.read(root), accounts(root), collector.open());
  }

  /// What manifests say of each uid.
  private static Map<String, String> accounts(Path root) throws IOException {
    Map<String, String> accounts = new HashMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (file.toString().endsWith(".manifest.json")) {
          JsonNode manifest = JSON.readTree(Files.readAllBytes(file));
          for (JsonNode measurement : manifest.path("measurements")) {
            accounts.put(measurement.path("uid").asString(""), measurement.toString());
          }
        }
      }
    }
    return accounts;
  }

  Seen of(PlayedProbe.Said said) throws IOException {
    ByteArrayOutputStream stored = new ByteArrayOutputStream();
    stored.write(text(accounts.get(said.uid()), said));
    stored.write(text(archive.documents().get(said.uid()), said));
    stored.write(Objects.requireNonNull(archive.bodies().get(said.uid())));
    stored.write(row(said.uid()));
    String uid = said.uid();
    return new Seen(
        stored.toByteArray(),
        said.wire(),
        new BigInteger(said.probeId(), 16),
        new BigInteger(uid.substring(uid.length() - UID_TAIL), 16),
        new BigInteger(
            1, said.reportId().substring(said.reportId().lastIndexOf('_') + 1).getBytes(UTF_8)),
        Long.parseLong(uid.substring(15, 21)));
  }

  private static byte[] text(@Nullable String text, PlayedProbe.Said said) throws IOException {
    if (text == null) {
      throw new IOException(said.uid() + " is not in the archive");
    }
    return text.getBytes(UTF_8);
  }

  private byte[] row(String uid) throws IOException {
    return WireConnection.once(
            reading,
            WireRequest.of("GET", "/api/v1/measurement_meta?measurement_uid=" + uid)
                .header("Host", reading.authority()))
        .text()
        .getBytes(UTF_8);
  }
}
