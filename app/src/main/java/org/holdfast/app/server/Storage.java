package org.holdfast.app.server;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.holdfast.app.config.CatalogueConfig;
import org.holdfast.app.config.HoldfastConfig;
import org.holdfast.app.config.KafkaConfig;
import org.holdfast.app.config.Role;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.CatalogueUnavailableException;
import org.holdfast.catalogue.sql.PostgresOptions;
import org.holdfast.catalogue.sql.SqlCatalogue;
import org.holdfast.catalogue.sql.SqlCatalogueOptions;
import org.holdfast.journal.Journal;
import org.holdfast.journal.segment.SegmentJournal;
import org.holdfast.journal.segment.SegmentOptions;
import org.holdfast.journal.spool.SpooledJournal;
import org.holdfast.journal.spool.TakenOverJournal;
import org.holdfast.pipeline.archive.DirectoryObjectStore;
import org.holdfast.pipeline.archive.ObjectStore;

/// Where measurements are kept, below the data directory:
///
/// | path | what |
/// |---|---|
/// | `journal/` | everything acknowledged and not archived yet, unless Kafka holds it |
/// | `spool/` | what was acknowledged while Kafka was away, until it is there |
/// | `cursors/` | locks that keep two processes from reading Kafka under one name |
/// | `catalogue/` | the index, unless a database server holds it; rebuilt if it is gone |
/// | `archive/` | the published objects, unless a bucket holds them |
/// | `incoming/` | objects being written, one directory per process |
record Storage(Journal journal, LateCatalogue catalogue, ObjectStore archive) {

  static Storage open(
      HoldfastConfig config,
      OpenResources open,
      Waiting waiting,
      StopSignal stop,
      Clock clock,
      MeterRegistry meters)
      throws InterruptedException, StopRequestedException {
    Path data = config.data();
    SegmentOptions options =
        SegmentOptions.DEFAULTS
            .withSegmentBytes(config.journal().segmentSize().bytes())
            .withReserveBytes(config.journal().reserve().bytes());
    Journal journal =
        open.add(
            waiting.until(
                "journal",
                () -> {
                  Optional<KafkaConfig> kafka = config.journal().kafka();
                  return kafka.isPresent()
                      ? SharedJournal.open(config, kafka.get(), options, clock, meters, stop::fail)
                      : openSegments(data, options, clock, meters, stop);
                }));
    LateCatalogue catalogue =
        open.add(LateCatalogue.start(() -> openCatalogue(config, clock, meters)));
    return new Storage(journal, catalogue, openArchive(config, open, waiting));
  }

  /// Leaves nothing open behind it where it fails: it is tried again every second.
  static Journal openSegments(
      Path data, SegmentOptions options, Clock clock, MeterRegistry meters, StopSignal stop)
      throws IOException {
    Path segments = data.resolve("journal");
    Journal journal = SegmentJournal.open(segments, options, clock, meters, stop::fail);
    Path spool = data.resolve("spool");
    if (!Files.isDirectory(spool)) {
      return journal;
    }
    boolean opened = false;
    try {
      Journal left =
          SegmentJournal.open(
              spool,
              options.withRequiredCursors(Set.of(SpooledJournal.CURSOR)),
              clock,
              new SimpleMeterRegistry(),
              stop::fail);
      Journal both = takenOver(journal, segments, left, spool);
      opened = true;
      return both;
    } finally {
      if (!opened) {
        journal.close();
      }
    }
  }

  private static Journal takenOver(Journal journal, Path segments, Journal left, Path spool)
      throws IOException {
    boolean opened = false;
    try {
      Journal both = TakenOverJournal.ofSpool(journal, segments, left, spool);
      opened = true;
      return both;
    } finally {
      if (!opened) {
        left.close();
      }
    }
  }

  /// A bucket may come later; a directory is waited for, as the journal is.
  private static ObjectStore openArchive(HoldfastConfig config, OpenResources open, Waiting waiting)
      throws InterruptedException, StopRequestedException {
    if (config.archive().s3().isPresent()) {
      return open.add(
          ArchiveBucket.start(config.archive().s3().get(), config.roles().contains(Role.PIPELINE)));
    }
    Path data = config.data();
    IncomingDirectory incoming =
        open.add(waiting.until("archive", () -> IncomingDirectory.open(data.resolve("incoming"))));
    return waiting.until(
        "archive", () -> DirectoryObjectStore.open(data.resolve("archive"), incoming.path()));
  }

  static Catalogue openCatalogue(HoldfastConfig config, Clock clock, MeterRegistry meters) {
    SqlCatalogueOptions options = SqlCatalogueOptions.DEFAULT;
    if (config.catalogue().postgresql().isEmpty()) {
      Path database = config.data().resolve("catalogue").resolve("catalogue.sqlite");
      return SqlCatalogue.openSqlite(database, clock, meters, options);
    }
    return SqlCatalogue.openPostgres(
        server(config.catalogue().postgresql().get()),
        clock,
        meters,
        // Each collector has a journal of its own, unless Kafka is the journal of all.
        config.journal().kafka().isPresent()
            ? options
            : options.withInstallation(config.collector().id().text()));
  }

  /// Reads the password anew each time, so that one that was wrong or missing can be put right.
  private static PostgresOptions server(CatalogueConfig.Postgresql config) {
    try {
      Optional<Path> file = config.passwordFile();
      String password = file.isPresent() ? SecretFile.firstLine(file.get()) : "";
      return new PostgresOptions(config.url(), config.user(), password);
    } catch (IOException e) {
      throw new CatalogueUnavailableException("the database's password cannot be read", e);
    }
  }

  /// What works and is not as it should be, for people.
  List<String> notes() {
    return Stream.of(
            journal.status().notes().stream().map(note -> "journal: " + note),
            catalogue.notes().stream().map(note -> "catalogue: " + note),
            archive.notes().stream().map(note -> "archive: " + note))
        .flatMap(Function.identity())
        .toList();
  }

  /// What it waits for, for people.
  List<String> waitsFor() {
    List<String> waitsFor = new ArrayList<>();
    journal.status().refusal().ifPresent(reason -> waitsFor.add("journal: " + reason));
    catalogue.problem().ifPresent(reason -> waitsFor.add("catalogue: " + reason));
    archive.problem().ifPresent(reason -> waitsFor.add("archive: " + reason));
    return waitsFor;
  }
}
