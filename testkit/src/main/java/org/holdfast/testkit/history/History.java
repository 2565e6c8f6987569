package org.holdfast.testkit.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.holdfast.testkit.probe.Attempt;
import org.holdfast.testkit.probe.AttemptLog;
import org.holdfast.testkit.probe.Told;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Every attempt of every probe, in the order in which they ended. Thread-safe. With a file, each
/// attempt is also a line of JSON on stable storage before the probe goes on, so that the evidence
/// outlives the one who collects it.
public final class History implements AttemptLog, AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Optional<FileChannel> file;
  private final List<Attempt> attempts = new ArrayList<>();

  private History(Optional<FileChannel> file) {
    this.file = file;
  }

  /// A history that is kept in memory only.
  public static History inMemory() {
    return new History(Optional.empty());
  }

  /// A history that is kept in memory only and goes on where another one is now.
  public static History continuing(History other) {
    History history = inMemory();
    history.attempts.addAll(other.attempts());
    return history;
  }

  /// A history that is also appended to `path`.
  public static History in(Path path) throws IOException {
    return new History(
        Optional.of(FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND)));
  }

  @Override
  public synchronized void record(Attempt attempt) {
    attempts.add(attempt);
    if (file.isPresent()) {
      try {
        file.get().write(ByteBuffer.wrap(line(attempt)));
        file.get().force(false);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /// All attempts so far.
  public synchronized List<Attempt> attempts() {
    return List.copyOf(attempts);
  }

  /// How many attempts there were so far.
  public synchronized int size() {
    return attempts.size();
  }

  /// The attempts at each measurement, by its key.
  public Map<String, List<Attempt>> byKey() {
    Map<String, List<Attempt>> byKey = new TreeMap<>();
    for (Attempt attempt : attempts()) {
      byKey.computeIfAbsent(attempt.measurement().key(), _ -> new ArrayList<>()).add(attempt);
    }
    return byKey;
  }

  @Override
  public void close() throws IOException {
    if (file.isPresent()) {
      file.get().close();
    }
  }

  private static byte[] line(Attempt attempt) {
    ObjectNode line = JSON.createObjectNode();
    line.put("key", attempt.measurement().key()).put("generation", attempt.generation().name());
    line.put("path", attempt.path()).put("report_id", attempt.reportId());
    line.put("body_sha256", attempt.body().toString());
    line.put("started_at", attempt.startedAt().toString());
    line.put("ended_at", attempt.endedAt().toString());
    line.put("believed", attempt.believed());
    switch (attempt.told()) {
      case Told.Acknowledged(int status, Optional<String> uid) ->
          line.put("told", "acknowledged").put("status", status).put("uid", uid.orElse(""));
      case Told.Deferred(int status, String error) ->
          line.put("told", "deferred").put("status", status).put("error", error);
      case Told.Refused(int status, String error, String detail) ->
          line.put("told", "refused")
              .put("status", status)
              .put("error", error)
              .put("detail", detail);
      case Told.NoAnswer(String why) -> line.put("told", "no-answer").put("why", why);
    }
    return (line + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
