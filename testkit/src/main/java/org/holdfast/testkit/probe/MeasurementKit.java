package org.holdfast.testkit.probe;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.holdfast.testkit.traffic.Generation;
import org.holdfast.testkit.traffic.Measurement;
import org.holdfast.testkit.wire.Answer;
import org.holdfast.testkit.wire.Target;
import org.holdfast.testkit.wire.WireConnection;
import org.holdfast.testkit.wire.WireRequest;
import tools.jackson.databind.json.JsonMapper;

/// measurement-kit 0.10 in the mobile apps up to 2020 (legacy §6.2): asks the bouncer, opens a
/// report, sends up to three appends at once on connections of their own, and closes on one more
/// while that of the last append is still open (U13). Success is a 2xx with an empty or JSON body.
/// It never retries; what the user uploads again later goes over one single connection (U8).
public final class MeasurementKit implements Probe {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int PARALLEL = 3;

  private final Target target;
  private final Exchanges exchanges;
  private final AtomicReference<Optional<WireConnection>> lastAppend =
      new AtomicReference<>(Optional.empty());
  private Optional<String> reportId = Optional.empty();
  private boolean hasRun;

  public MeasurementKit(Target target, AttemptLog log, Clock clock) {
    this.target = target;
    this.exchanges = new Exchanges(generation(), log, clock);
  }

  @Override
  public Generation generation() {
    return Generation.MEASUREMENT_KIT;
  }

  /// What the bouncer says to a test; empty where not answered. The app gives up the run unless it
  /// is an object without `error` and with a `net-tests` entry.
  public Optional<Answer> askBouncer(String testName) {
    var request = JSON.createObjectNode();
    request
        .putArray("net-tests")
        .addObject()
        .putNull("input-hashes")
        .put("name", testName)
        .put("version", "0.0.1")
        .putArray("test-helpers");
    WireRequest post = post("/bouncer/net-tests", JSON.writeValueAsBytes(request));
    return Exchanges.ask(1, () -> WireConnection.once(target, post));
  }

  /// The first time as during a run, later as [#reupload(List)].
  @Override
  public List<Measurement> handIn(List<Measurement> measurements) {
    if (hasRun) {
      return reupload(measurements);
    }
    // The app was given its collector, so the bouncer's word is asked for and not needed.
    askBouncer(measurements.getFirst().testName());
    WireRequest open = post("/report", OpenReport.json(measurements.getFirst(), true));
    reportId =
        Exchanges.ask(1, () -> WireConnection.once(target, open)).flatMap(MeasurementKit::id);
    if (reportId.isEmpty()) {
      return measurements;
    }
    hasRun = true;
    String id = reportId.get();
    return Exchanges.inParallel(PARALLEL, measurements, one -> appendOnItsOwn(id, one));
  }

  @Override
  public void finish() {
    reportId.ifPresent(
        id -> Exchanges.ask(1, () -> WireConnection.once(target, bodiless(close(id)))));
    lastAppend.getAndSet(Optional.empty()).ifPresent(WireConnection::close);
  }

  /// Uploads saved measurements: create, every append and close over one connection that is never
  /// reopened; what comes after its end is lost to this upload (U8).
  public List<Measurement> reupload(List<Measurement> measurements) {
    List<Measurement> left = new ArrayList<>(measurements);
    try (WireConnection connection = WireConnection.open(target)) {
      Optional<String> id =
          id(connection.exchange(post("/report", OpenReport.json(measurements.getFirst(), true))));
      if (id.isEmpty()) {
        return left;
      }
      for (Measurement measurement : measurements) {
        Told told = append(id.get(), measurement, connection::exchange);
        if (told instanceof Told.NoAnswer) {
          return left;
        }
        if (!told.isOpen()) {
          left.remove(measurement);
        }
      }
      connection.exchange(bodiless(close(id.get())));
    } catch (IOException e) {
      // The connection is the upload: what was not answered on it stays open.
    }
    return left;
  }

  private Told appendOnItsOwn(String id, Measurement measurement) {
    return append(
        id,
        measurement,
        request -> {
          WireConnection connection = WireConnection.open(target);
          try {
            return connection.exchange(request);
          } finally {
            lastAppend.getAndSet(Optional.of(connection)).ifPresent(WireConnection::close);
          }
        });
  }

  private Told append(String id, Measurement measurement, Wire wire) {
    String path = "/report/" + id;
    byte[] body = Exchanges.appendBody(Exchanges.withReportId(measurement.document(), id));
    WireRequest request = post(path, body);
    return exchanges.handIn(
        measurement, path, id, body, MeasurementKit::believes, 1, () -> wire.exchange(request));
  }

  private static boolean believes(Answer answer) {
    return answer.isSuccess() && (answer.body().length == 0 || answer.json().isPresent());
  }

  private static Optional<String> id(Answer answer) {
    return answer.isSuccess() ? answer.member("report_id") : Optional.empty();
  }

  private static String close(String id) {
    return "/report/" + id + "/close";
  }

  private WireRequest post(String path, byte[] body) {
    return WireRequest.of("POST", path)
        .header("Content-Type", "application/json")
        .header("Host", target.authority())
        .sized(body);
  }

  private WireRequest bodiless(String path) {
    return WireRequest.of("POST", path).header("Host", target.authority());
  }

  @FunctionalInterface
  private interface Wire {
    Answer exchange(WireRequest request) throws IOException;
  }
}
