package org.holdfast.app.upgradetest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.holdfast.model.Sha256;
import org.holdfast.testkit.traffic.Measurement;
import org.holdfast.testkit.wire.Answer;
import org.holdfast.testkit.wire.Target;
import org.holdfast.testkit.wire.WireConnection;
import org.holdfast.testkit.wire.WireRequest;

/// What is always under way when a server is replaced: uploads that take several seconds, and
/// reports that are opened, appended to and closed over one connection, as measurement-kit does
/// (U8).
final class LongRunning implements AutoCloseable {
  private static final int OF_EACH_KIND = 4;
  private static final int UPLOAD_BYTES = 200_000;
  private static final int UPLOAD_PIECES = 40;
  private static final Duration BETWEEN_PIECES = Duration.ofMillis(200);
  private static final int APPENDS = 12;
  private static final Duration BETWEEN_APPENDS = Duration.ofMillis(700);
  private static final String OPENING =
      """
      {"software_name":"ooniprobe","software_version":"2.3.0","probe_asn":"AS3269",\
      "probe_cc":"IT","test_name":"web_connectivity","test_version":"0.4.3",\
      "data_format_version":"0.2.0","test_start_time":"2026-01-01 00:00:00","format":"json"}""";

  private final Measurements measurements;
  private final Tally tally;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile boolean over;

  private LongRunning(Measurements measurements, Tally tally) {
    this.measurements = measurements;
    this.tally = tally;
  }

  /// @param targets take turns
  static LongRunning start(Measurements measurements, Tally tally, Target... targets) {
    LongRunning running = new LongRunning(measurements, tally);
    for (int i = 0; i < OF_EACH_KIND; i++) {
      Target target = targets[i % targets.length];
      running.threads.execute(() -> running.repeat("slow upload", target, running::upload));
      running.threads.execute(() -> running.repeat("legacy report", target, running::report));
    }
    return running;
  }

  @FunctionalInterface
  private interface Session {
    void run(Target target, WireConnection connection) throws IOException;
  }

  private void repeat(String name, Target target, Session session) {
    while (!over) {
      try (WireConnection connection = WireConnection.open(target)) {
        session.run(target, connection);
      } catch (IOException e) {
        tally.reset(name, e);
        LockSupport.parkNanos(BETWEEN_PIECES.toNanos());
      }
    }
  }

  private void upload(Target target, WireConnection connection) throws IOException {
    Measurement measurement = measurements.next(UPLOAD_BYTES);
    byte[] body = Measurements.submission(measurement);
    WireRequest request = post(target, "/api/v1/submit_measurement", body);
    connection.send(request.head());
    connection.sendSlowly(body, body.length / UPLOAD_PIECES, BETWEEN_PIECES);
    Answer answer = connection.read();
    tally.answered("slow upload", answer);
    promised(answer, Measurements.kept(measurement));
  }

  private void report(Target target, WireConnection connection) throws IOException {
    Answer opened = connection.exchange(post(target, "/report", OPENING.getBytes(UTF_8)));
    tally.answered("legacy report, open", opened);
    String path = "/report/" + opened.member("report_id").orElse("");
    for (int i = 0; i < APPENDS; i++) {
      byte[] body = Measurements.append(measurements.next());
      Answer appended = connection.exchange(post(target, path, body));
      tally.answered("legacy report, append", appended);
      promised(appended, Sha256.of(body));
      LockSupport.parkNanos(BETWEEN_APPENDS.toNanos());
    }
    Answer closed = connection.exchange(post(target, path + "/close", new byte[0]));
    tally.answered("legacy report, close", closed);
  }

  private void promised(Answer answer, Sha256 kept) {
    if (answer.isSuccess()) {
      tally.promised(answer.member("measurement_uid").orElse(""), kept);
    }
  }

  private static WireRequest post(Target target, String path, byte[] body) {
    return WireRequest.of("POST", path)
        .header("Host", target.authority())
        .header("Content-Type", "application/json")
        .sized(body);
  }

  /// Lets all of them finish what they have begun.
  @Override
  public void close() {
    over = true;
    threads.close();
  }
}
