package org.holdfast.app.config;

import java.time.Duration;

/// How long anything on a connection may take.
///
/// @param headers from the first byte of a request to the end of its headers; default 20 s
/// @param body from there to the end of its body; default 30 min, as a report of 30 MB from a phone
///   behind Tor takes that long
/// @param silence the longest pause between two pieces of a body; default 30 s
/// @param idle how long a connection may stand open between requests; more than 30 s (U9), default
///   75 s
/// @param acknowledge how long a submission may wait for stable storage before it is answered with
///   503 (P76); default 20 s
/// @param drain how long a stopping process lets what has begun finish; default 20 s
public record DeadlinesConfig(
    Duration headers,
    Duration body,
    Duration silence,
    Duration idle,
    Duration acknowledge,
    Duration drain) {
  private static final Duration POOLED_BY_CLIENTS = Duration.ofSeconds(30);

  static DeadlinesConfig read(Section section) {
    DeadlinesConfig config =
        new DeadlinesConfig(
            section.value("headers", Kinds.POSITIVE_DURATION, Duration.ofSeconds(20)),
            section.value("body", Kinds.POSITIVE_DURATION, Duration.ofMinutes(30)),
            section.value("silence", Kinds.POSITIVE_DURATION, Duration.ofSeconds(30)),
            section.value("idle", Kinds.POSITIVE_DURATION, Duration.ofSeconds(75)),
            section.value("acknowledge", Kinds.POSITIVE_DURATION, Duration.ofSeconds(20)),
            section.value("drain", Kinds.DURATION, Duration.ofSeconds(20)));
    if (config.idle.compareTo(POOLED_BY_CLIENTS) <= 0) {
      section.problem(
          "idle",
          "'"
              + Kinds.DURATION.render(config.idle)
              + "' is too short, since clients keep connections 30s; write more, for example '75s'");
    }
    return config;
  }
}
