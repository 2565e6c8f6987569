package org.holdfast.app.config;

import java.time.Duration;

/// The way from the journal to the archive.
///
/// @param publishAfter how long measurements are gathered before they are written to the archive;
///   they can be searched and read from the start. Default 10 minutes
public record PipelineConfig(Duration publishAfter) {
  private static final Duration DEFAULT_PUBLISH_AFTER = Duration.ofMinutes(10);

  static PipelineConfig read(Section section) {
    return new PipelineConfig(
        section.value("publish-after", Kinds.DURATION, DEFAULT_PUBLISH_AFTER));
  }
}
