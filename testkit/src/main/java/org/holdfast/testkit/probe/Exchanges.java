package org.holdfast.testkit.probe;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Predicate;
import org.holdfast.model.Sha256;
import org.holdfast.testkit.traffic.Generation;
import org.holdfast.testkit.traffic.Measurement;
import org.holdfast.testkit.wire.Answer;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/// What all probes share: trying a request, writing down what came of it, sending in parallel.
final class Exchanges {
  /// One request and its answer on whatever connection the probe uses.
  @FunctionalInterface
  interface Exchange {
    Answer run() throws IOException;
  }

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Generation generation;
  private final AttemptLog log;
  private final Clock clock;

  Exchanges(Generation generation, AttemptLog log, Clock clock) {
    this.generation = generation;
    this.log = log;
    this.clock = clock;
  }

  /// Tries to hand `measurement` in, up to `tries` times on transport errors, and logs every try.
  ///
  /// @return what the last try was told
  Told handIn(
      Measurement measurement,
      String path,
      String reportId,
      byte[] keptBody,
      Predicate<Answer> believes,
      int tries,
      Exchange exchange) {
    Sha256 body = Sha256.of(keptBody);
    Told told = new Told.NoAnswer("not tried");
    for (int i = 0; i < tries && told instanceof Told.NoAnswer; i++) {
      Instant startedAt = clock.instant();
      boolean believed = false;
      try {
        Answer answer = exchange.run();
        told = Told.of(answer);
        believed = believes.test(answer);
      } catch (IOException e) {
        told = new Told.NoAnswer(String.valueOf(e.getMessage()));
      }
      log.record(
          new Attempt(
              measurement,
              generation,
              path,
              reportId,
              body,
              startedAt,
              clock.instant(),
              told,
              believed));
    }
    return told;
  }

  /// A request that hands no measurement in; empty where it was not answered.
  static Optional<Answer> ask(int tries, Exchange exchange) {
    for (int i = 0; i < tries; i++) {
      try {
        return Optional.of(exchange.run());
      } catch (IOException e) {
        // Not answered: the caller's generation decides what that means once the tries are used up.
      }
    }
    return Optional.empty();
  }

  /// Runs `step` for each measurement, at most `width` at once.
  ///
  /// @return those whose fate is open afterwards, in their order
  static List<Measurement> inParallel(
      int width, List<Measurement> measurements, Function<Measurement, Told> step) {
    List<Measurement> open = Collections.synchronizedList(new ArrayList<>());
    Semaphore free = new Semaphore(width);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Measurement measurement : measurements) {
        threads.execute(
            () -> {
              free.acquireUninterruptibly();
              try {
                if (step.apply(measurement).isOpen()) {
                  open.add(measurement);
                }
              } finally {
                free.release();
              }
            });
      }
    }
    return measurements.stream().filter(open::contains).toList();
  }

  /// The document with that `report_id`, as the clients set it before sending: in the place of the
  /// one it has, or else as its first member. Nothing else changes.
  static byte[] withReportId(byte[] document, String reportId) {
    byte[] id = ('"' + reportId + '"').getBytes(StandardCharsets.UTF_8);
    try (JsonParser parser = JSON.createParser(document)) {
      parser.nextToken();
      int afterBrace = Math.toIntExact(parser.currentLocation().getByteOffset());
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        boolean found = parser.currentName().equals("report_id");
        parser.nextToken();
        if (found) {
          int from = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
          parser.finishToken();
          return spliced(
              document, from, Math.toIntExact(parser.currentLocation().getByteOffset()), id);
        }
        parser.skipChildren();
      }
      byte[] member = ("\"report_id\":\"" + reportId + "\",").getBytes(StandardCharsets.UTF_8);
      return spliced(document, afterBrace, afterBrace, member);
    }
  }

  private static byte[] spliced(byte[] document, int from, int to, byte[] instead) {
    byte[] whole = new byte[document.length - (to - from) + instead.length];
    System.arraycopy(document, 0, whole, 0, from);
    System.arraycopy(instead, 0, whole, from, instead.length);
    System.arraycopy(document, to, whole, from + instead.length, document.length - to);
    return whole;
  }

  /// `{"format":"json","content":DOCUMENT}`, the body of an append in JSON.
  static byte[] appendBody(byte[] document) {
    byte[] head = "{\"format\":\"json\",\"content\":".getBytes(StandardCharsets.UTF_8);
    byte[] whole = new byte[head.length + document.length + 1];
    System.arraycopy(head, 0, whole, 0, head.length);
    System.arraycopy(document, 0, whole, head.length, document.length);
    whole[whole.length - 1] = '}';
    return whole;
  }
}
