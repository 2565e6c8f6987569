package org.holdfast.app.server;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.holdfast.app.config.HoldfastConfig;
import org.holdfast.app.config.KafkaConfig;
import org.holdfast.journal.Journal;
import org.holdfast.journal.kafka.KafkaJournal;
import org.holdfast.journal.kafka.KafkaOptions;
import org.holdfast.journal.segment.FailureListener;
import org.holdfast.journal.segment.SegmentJournal;
import org.holdfast.journal.segment.SegmentOptions;
import org.holdfast.journal.spool.SpoolOptions;
import org.holdfast.journal.spool.SpooledJournal;
import org.holdfast.journal.spool.TakenOverJournal;

/// The journal of a fleet: Kafka, with a spool on this machine's disk before it.
final class SharedJournal {
  private static final int ENVELOPE_BYTES = 64 << 10;

  private SharedJournal() {}

  /// @param segments how large the spool's segments grow, and what it leaves of the disk
  /// @throws IOException if the password cannot be read, the spool cannot be opened, or the
  ///   settings are none Kafka's client can work with
  static Journal open(
      HoldfastConfig config,
      KafkaConfig kafka,
      SegmentOptions segments,
      Clock clock,
      MeterRegistry meters,
      FailureListener listener)
      throws IOException {
    KafkaOptions options =
        KafkaOptions.of(
                kafka.bootstrap(),
                kafka.topic(),
                "node-" + config.collector().id(),
                config.data().resolve("cursors"))
            .expecting(
                kafka.minInsyncReplicas(),
                kafka.minPartitions(),
                Math.toIntExact(config.collector().bodyLimit().bytes()) + ENVELOPE_BYTES)
            .takingForDeadAfter(kafka.workerSilence())
            .connecting(connecting(kafka))
            .takingThePlaceOfAnother(since(config.data().resolve("journal"), clock));
    KafkaJournal remote;
    try {
      remote = KafkaJournal.open(options, meters);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
    boolean opened = false;
    try {
      Journal journal = spooled(config, remote, segments, clock, meters, listener);
      opened = true;
      return journal;
    } finally {
      if (!opened) {
        remote.close();
      }
    }
  }

  private static Journal spooled(
      HoldfastConfig config,
      KafkaJournal remote,
      SegmentOptions segments,
      Clock clock,
      MeterRegistry meters,
      FailureListener listener)
      throws IOException {
    Path spool = config.data().resolve("spool");
    // Its measures would stand beside Kafka's under the same names.
    SegmentJournal local =
        SegmentJournal.open(
            spool,
            segments.withRequiredCursors(Set.of(SpooledJournal.CURSOR)),
            clock,
            new SimpleMeterRegistry(),
            listener);
    Journal opened = local;
    boolean complete = false;
    try {
      opened =
          SpooledJournal.open(
              remote,
              local,
              SpoolOptions.DEFAULTS.withBound(config.journal().spool().after()),
              spool,
              meters);
      Path earlier = config.data().resolve("journal");
      if (Files.isDirectory(earlier)) {
        opened = inPlaceOf(earlier, opened, segments, clock, listener);
      }
      complete = true;
      return opened;
    } finally {
      if (!complete) {
        opened.close();
      }
    }
  }

  /// Everything it receives is its own where there were no segments before.
  private static Instant since(Path earlier, Clock clock) throws IOException {
    return Files.isDirectory(earlier) ? TakenOverJournal.since(earlier, clock) : Instant.MIN;
  }

  private static Journal inPlaceOf(
      Path earlier, Journal journal, SegmentOptions segments, Clock clock, FailureListener listener)
      throws IOException {
    SegmentJournal before =
        SegmentJournal.open(earlier, segments, clock, new SimpleMeterRegistry(), listener);
    boolean opened = false;
    try {
      Journal both = TakenOverJournal.ofSegments(journal, before, earlier);
      opened = true;
      return both;
    } finally {
      if (!opened) {
        before.close();
      }
    }
  }

  private static Map<String, String> connecting(KafkaConfig kafka) throws IOException {
    Map<String, String> settings = new HashMap<>();
    boolean login = kafka.user().isPresent() && kafka.passwordFile().isPresent();
    settings.put(
        "security.protocol",
        login
            ? (kafka.tls() ? "SASL_SSL" : "SASL_PLAINTEXT")
            : (kafka.tls() ? "SSL" : "PLAINTEXT"));
    kafka
        .authorityRoots()
        .ifPresent(
            roots -> {
              settings.put("ssl.truststore.type", "PEM");
              settings.put("ssl.truststore.location", roots.toString());
            });
    if (login) {
      String module =
          kafka.mechanism() == KafkaConfig.Mechanism.PLAIN
              ? "org.apache.kafka.common.security.plain.PlainLoginModule"
              : "org.apache.kafka.common.security.scram.ScramLoginModule";
      String user = kafka.user().orElseThrow();
      settings.put(KafkaJournal.USER, user);
      settings.put("sasl.mechanism", kafka.mechanism().sasl());
      Path file = kafka.passwordFile().orElseThrow().toAbsolutePath();
      // Said before anything is tried with it.
      var _ = SecretFile.firstLine(file);
      settings.put("sasl.client.callback.handler.class", KafkaPassword.class.getName());
      settings.put(
          "sasl.jaas.config",
          "%s required %s=%s %s=%s;"
              .formatted(
                  module,
                  KafkaPassword.USER,
                  quoted(user),
                  KafkaPassword.FILE,
                  quoted(file.toString())));
    }
    return settings;
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
