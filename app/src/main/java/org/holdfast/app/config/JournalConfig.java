package org.holdfast.app.config;

import java.util.Optional;

/// The durable log.
///
/// @param segmentSize a segment file is sealed at this size; 1 MiB to 64 GiB, default 128 MiB
/// @param reserve room on the file system below which nothing more is accepted, so that what is
///   there can still be worked off; default 1 GiB
/// @param kafka a topic that a fleet shares; default none: segment files in the data directory
/// @param spool what stands in for Kafka
public record JournalConfig(
    ByteSize segmentSize, ByteSize reserve, Optional<KafkaConfig> kafka, SpoolConfig spool) {
  private static final ByteSize DEFAULT_SEGMENT_SIZE = ByteSize.ofMebibytes(128);
  private static final ByteSize DEFAULT_RESERVE = ByteSize.ofMebibytes(1024);
  private static final ByteSize LEAST_SEGMENT_SIZE = ByteSize.ofMebibytes(1);
  private static final ByteSize GREATEST_SEGMENT_SIZE = ByteSize.ofMebibytes(64L << 10);

  static JournalConfig read(Section section) {
    JournalConfig config =
        new JournalConfig(
            section.value("segment-size", Kinds.SIZE, DEFAULT_SEGMENT_SIZE),
            section.value("reserve", Kinds.SIZE, DEFAULT_RESERVE),
            section.optionalSection("kafka", KafkaConfig::read),
            section.section("spool", SpoolConfig::read));
    long size = config.segmentSize.bytes();
    if (size < LEAST_SEGMENT_SIZE.bytes() || size > GREATEST_SEGMENT_SIZE.bytes()) {
      section.problem(
          "segment-size",
          "'"
              + config.segmentSize
              + "' is out of range; write "
              + LEAST_SEGMENT_SIZE
              + " to "
              + GREATEST_SEGMENT_SIZE);
    }
    return config;
  }
}
