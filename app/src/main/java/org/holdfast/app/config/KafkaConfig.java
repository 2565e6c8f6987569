package org.holdfast.app.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// The journal in a topic of Kafka, which an operator has created.
///
/// @param bootstrap where brokers are found: `host:port`, separated by commas
/// @param topic default `holdfast-journal`
/// @param minInsyncReplicas how many brokers have an acknowledged record; the topic is compared
///   with it; default 2
/// @param minPartitions how many partitions the topic should have at least; default 1
/// @param workerSilence a worker that was not heard of for so long is taken for dead, and its share
///   given to others; default 20 s. The brokers bound it (`group.min.session.timeout.ms`, 6 s as
///   they come)
/// @param tls whether brokers speak TLS; default no
/// @param authorityRoots PEM file of the roots brokers are verified with; default those of Java
/// @param user whom to log in as; default nobody
/// @param passwordFile holds the password on its first line, readable by its owner only
/// @param mechanism how to log in; default `scram-sha-512`
public record KafkaConfig(
    String bootstrap,
    String topic,
    int minInsyncReplicas,
    int minPartitions,
    Duration workerSilence,
    boolean tls,
    Optional<Path> authorityRoots,
    Optional<String> user,
    Optional<Path> passwordFile,
    Mechanism mechanism) {

  /// The ways of SASL to log in.
  public enum Mechanism {
    PLAIN,
    SCRAM_SHA_256,
    SCRAM_SHA_512;

    /// As SASL calls it: `SCRAM-SHA-512`.
    public String sasl() {
      return name().replace('_', '-');
    }
  }

  private static final Kind<String> BROKERS =
      Kinds.matching(
          "HOST(,HOST)*".replace("HOST", "([^\\s/?,:\\[\\]]+|\\[[0-9a-fA-F:]+]):[0-9]{1,5}"),
          "is not a list of brokers; write for example"
              + " 'kafka1.example.org:9092,kafka2.example.org:9092'");
  private static final Kind<String> TOPIC =
      Kinds.matching(
          "[A-Za-z0-9._-]{1,200}",
          "is not the name of a topic; write 1 to 200 letters, digits, dots, hyphens or"
              + " underscores");

  static KafkaConfig read(Section section) {
    KafkaConfig config =
        new KafkaConfig(
            section.required("bootstrap", BROKERS, "none:1", "it says where brokers are found"),
            section.value("topic", TOPIC, "holdfast-journal"),
            section.value("min-insync-replicas", Kinds.wholeNumber(1, 100), 2),
            section.value("min-partitions", Kinds.wholeNumber(1, 100_000), 1),
            section.value("worker-silence", Kinds.POSITIVE_DURATION, Duration.ofSeconds(20)),
            section.value("tls", Kinds.TRUTH, false),
            section.optional("authority-roots", Kinds.EXISTING_FILE),
            section.optional("user", Kinds.TEXT),
            section.optional("password-file", Kinds.PATH),
            section.value(
                "mechanism", Kinds.oneOf(Mechanism.class, "mechanism"), Mechanism.SCRAM_SHA_512));
    if (config.user.isPresent() != config.passwordFile.isPresent()) {
      section.problem(
          config.user.isPresent() ? "user" : "password-file",
          "stands alone; give both user and password-file, or neither");
    }
    if (config.authorityRoots.isPresent() && !config.tls) {
      section.problem("authority-roots", "is of no use without tls: true");
    }
    return config;
  }
}
