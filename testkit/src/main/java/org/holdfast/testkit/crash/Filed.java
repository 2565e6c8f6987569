package org.holdfast.testkit.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.holdfast.model.Sha256;
import org.holdfast.testkit.archive.PublishedArchive;

/// What stands in the files of a data directory in the end.
///
/// @param documents the published line of each measurement, by uid
/// @param published digest of the body as received, by uid, of measurements and of their copies
/// @param quarantined likewise, of what was set aside
/// @param faults what does not fit in the archive, as sentences
record Filed(
    Map<String, String> documents,
    Map<String, Sha256> published,
    Map<String, Sha256> quarantined,
    List<String> faults) {
  private static final String BODY = ".post";

  Filed {
    documents = Map.copyOf(documents);
    published = Map.copyOf(published);
    quarantined = Map.copyOf(quarantined);
    faults = List.copyOf(faults);
  }

  static Filed in(Path data) throws IOException {
    PublishedArchive archive = PublishedArchive.read(data.resolve("archive"));
    Map<String, Sha256> published = new HashMap<>();
    archive.bodies().forEach((uid, body) -> published.put(uid, Sha256.of(body)));
    return new Filed(
        archive.documents(), published, quarantined(data.resolve("quarantine")), archive.faults());
  }

  /// One directory for each day. What is damaged stands elsewhere and has no uid.
  private static Map<String, Sha256> quarantined(Path quarantine) throws IOException {
    Map<String, Sha256> bodies = new HashMap<>();
    if (Files.isDirectory(quarantine)) {
      try (Stream<Path> files = Files.walk(quarantine)) {
        for (Path file : (Iterable<Path>) files::iterator) {
          String name = String.valueOf(file.getFileName());
          if (name.endsWith(BODY) && !file.startsWith(quarantine.resolve("damaged"))) {
            String uid = name.substring(0, name.length() - BODY.length());
            bodies.put(uid, Sha256.of(Files.readAllBytes(file)));
          }
        }
      }
    }
    return bodies;
  }
}
