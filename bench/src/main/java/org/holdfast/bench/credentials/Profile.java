package org.holdfast.bench.credentials;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.holdfast.credentials.refusal.RefusalException;

/// How much of the time goes where: samples of the running stack, counted by step.
final class Profile {
  private static final String SAMPLE = "jdk.ExecutionSample";

  private final Map<Step, Integer> samples = new EnumMap<>(Step.class);

  private Profile() {}

  /// Runs an exchange for so long and looks at the stack every millisecond.
  static Profile of(Exchange exchange, double seconds) throws IOException, RefusalException {
    Path file = Files.createTempFile("credentials", ".jfr");
    try (Recording recording = new Recording()) {
      recording.enable(SAMPLE).withPeriod(Duration.ofMillis(1));
      recording.start();
      ThreadCost.of(exchange, seconds);
      recording.stop();
      recording.dump(file);
      Profile profile = new Profile();
      for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
        profile.add(event);
      }
      return profile;
    } finally {
      Files.delete(file);
    }
  }

  private void add(RecordedEvent event) {
    if (event.getEventType().getName().equals(SAMPLE) && event.getStackTrace() != null) {
      Step.of(event.getStackTrace().getFrames()).ifPresent(s -> samples.merge(s, 1, Integer::sum));
    }
  }

  /// Shares of the steps that were seen, which add up to 1.
  Map<Step, Double> shares() {
    double all = samples.values().stream().mapToInt(i -> i).sum();
    Map<Step, Double> shares = new EnumMap<>(Step.class);
    samples.forEach((step, count) -> shares.put(step, count / all));
    return shares;
  }
}
