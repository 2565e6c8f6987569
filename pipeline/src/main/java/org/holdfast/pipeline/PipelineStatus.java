package org.holdfast.pipeline;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How the pipeline fares, for `/health/ready`.
///
/// @param running whether both readers are at work
/// @param waitsFor what they wait for, as in `index waits for catalogue`; empty while all is well
/// @param oldestUnarchived age of the oldest record that is not in the archive yet
public record PipelineStatus(
    boolean running, List<String> waitsFor, Optional<Duration> oldestUnarchived) {
  public PipelineStatus {
    waitsFor = List.copyOf(waitsFor);
  }
}
