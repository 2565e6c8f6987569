package org.holdfast.app.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.holdfast.app.config.RolloutConfig;
import org.holdfast.edge.Reply;
import org.holdfast.edge.Routes;
import org.holdfast.edge.server.EdgeServer;
import org.holdfast.edge.server.ListenerOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// What takes a release back that a node runs, as its admin listener tells it.
class NodeWatchTest {
  private static final String WELL = "{\"waits_for\":[]}";
  private static final String BALANCED = "";
  private static final int LOOKS_IN_A_ROW = 10;

  private EdgeServer admin;
  private volatile String ready = WELL;
  private volatile String metrics = "";

  @BeforeEach
  void start() throws Exception {
    Routes routes =
        Routes.builder()
            .get("/health/ready", request -> Reply.json(ready.equals(WELL) ? 200 : 503, ready))
            .get("/metrics", request -> Reply.text(200, "text/plain", metrics))
            .build();
    admin =
        EdgeServer.start(
            List.of(ListenerOptions.http("admin", "127.0.0.1", 0)),
            routes,
            new SimpleMeterRegistry());
  }

  @AfterEach
  void stop() {
    admin.close();
  }

  @Test
  void whoDoesItsWorkIsLetAlone() throws Exception {
    NodeWatch watch = watch();
    for (int i = 1; i <= 3 * LOOKS_IN_A_ROW; i++) {
      says(100L * i, 0, 0.010, BALANCED);
      assertThat(watch.look()).isEmpty();
    }
  }

  @Test
  @DisplayName("error rate: 5 and more than one answer in 20")
  void errorsOfItsOwnAreABreach() throws Exception {
    NodeWatch watch = watch();
    says(100, 50, 0.010, BALANCED);
    assertThat(watch.look()).as("from before the watch").isEmpty();
    says(180, 54, 0.010, BALANCED);
    assertThat(watch.look()).isEmpty();
    says(190, 56, 0.010, BALANCED);
    assertThat(watch.look()).contains("n1 6 of 90 answers were errors of its own");
  }

  @Test
  @DisplayName("an overload meets every release: 503 for want of room is no error")
  void overloadIsNoBreach() throws Exception {
    NodeWatch watch = watch();
    says(0, 0, 0, BALANCED);
    assertThat(watch.look()).isEmpty();
    says(1000, 940, 0.010, deferred(940) + submissions(50, 940));
    assertThat(watch.look()).isEmpty();
    says(1100, 1024, 0.010, deferred(1018) + submissions(55, 1018));
    assertThat(watch.look()).as("few errors among many").isEmpty();
    says(1100, 1000, 0.010, deferred(940) + submissions(90, 1000));
    assertThat(watch.look())
        .as("503 for another reason")
        .contains("n1 60 of 1100 answers were errors of its own");
  }

  @Test
  void whoPutsOffNearlyAllIsABreachUnlessItDidBefore() throws Exception {
    NodeWatch watch = watch();
    NodeWatch overloadedBefore = watch(new Vitals.Submissions(600, 590), 590);
    says(0, 0, 0, BALANCED);
    assertThat(watch.look()).isEmpty();
    assertThat(overloadedBefore.look()).isEmpty();
    says(19, 19, 0.010, deferred(19));
    assertThat(watch.look()).as("too few to tell").isEmpty();
    says(100, 96, 0.010, deferred(96));
    assertThat(watch.look()).contains("n1 96 of 100 answers were 503");
    assertThat(overloadedBefore.look()).isEmpty();
  }

  @Test
  @DisplayName("a release that takes nothing in, though it answers much else")
  void whoTakesNothingInIsABreach() throws Exception {
    NodeWatch watch = watch();
    NodeWatch fullBefore = watch(new Vitals.Submissions(600, 590), 590);
    says(1000, 100, 0.010, deferred(100) + submissions(400, 100));
    assertThat(watch.look()).isEmpty();
    assertThat(fullBefore.look()).isEmpty();
    says(1200, 119, 0.010, deferred(119) + submissions(400, 119));
    assertThat(watch.look()).as("too few to tell").isEmpty();
    says(1300, 130, 0.010, deferred(130) + submissions(401, 130));
    assertThat(watch.look()).as("one was taken in").isEmpty();

    NodeWatch next = watch();
    assertThat(next.look()).isEmpty();
    says(1500, 150, 0.010, deferred(150) + submissions(401, 150));
    assertThat(next.look()).contains("n1 put off all of 20 submissions");
    assertThat(fullBefore.look()).as("as it did before").isEmpty();
  }

  private static String deferred(int answers) {
    return "holdfast_http_deferred_total %d\n".formatted(answers);
  }

  private static String submissions(int accepted, int deferred) {
    return """
        holdfast_submissions_received_total{route="report"} %d
        holdfast_submissions_accepted_total{route="report"} %d
        holdfast_submissions_deferred_total{reason="busy",route="report"} %d
        """
        .formatted(accepted + deferred, accepted, deferred);
  }

  @Test
  @DisplayName("latency: three times what it was, and 100 ms more")
  void slowAnswersAreABreach() throws Exception {
    NodeWatch watch = watch();
    says(0, 0, 0, BALANCED);
    assertThat(watch.look()).isEmpty();
    says(19, 0, 1.000, BALANCED);
    assertThat(watch.look()).as("too few to tell").isEmpty();
    says(40, 0, 0.120, BALANCED);
    assertThat(watch.look()).as("slower, but not by that much").isEmpty();
    says(60, 0, 0.140, BALANCED);
    assertThat(watch.look()).contains("n1 answers took 140 ms on average, before 10");
  }

  @Test
  @DisplayName("I6, conservation: a sum that does not hold for ten looks in a row")
  void sumThatDoesNotHoldIsABreach() throws Exception {
    String unbalanced =
        """
        holdfast_ledger_accepted 12
        holdfast_ledger_published 10
        holdfast_ledger_merged 0
        holdfast_ledger_quarantined 1
        holdfast_ledger_in_journal 0
        """;
    NodeWatch watch = watch();
    says(100, 0, 0.010, unbalanced);
    passes(watch, LOOKS_IN_A_ROW - 1);
    says(100, 0, 0.010, unbalanced.replace("journal 0", "journal 1"));
    assertThat(watch.look()).as("numbers of different moments").isEmpty();

    says(100, 0, 0.010, unbalanced);
    passes(watch, LOOKS_IN_A_ROW - 1);
    assertThat(watch.look()).contains("n1 accepted 12 and has 11 measurements");
  }

  @Test
  void whoIsNotReadyOrNotThereForTenLooksIsABreach() throws Exception {
    NodeWatch watch = watch();
    says(100, 0, 0.010, BALANCED);
    ready = "{\"waits_for\":[\"catalogue\"]}";
    passes(watch, LOOKS_IN_A_ROW - 1);
    assertThat(watch.look()).contains("n1 is not ready and waits for catalogue");

    NodeWatch gone = watch();
    admin.close();
    passes(gone, LOOKS_IN_A_ROW - 1);
    assertThat(gone.look().orElseThrow()).startsWith("n1 cannot be asked: ");
  }

  @Test
  void whoIsStartedAnewIsABreach() throws Exception {
    NodeWatch watch = watch();
    says(100, 0, 0.010, BALANCED);
    assertThat(watch.look()).isEmpty();
    says(3, 0, 0.010, BALANCED);
    assertThat(watch.look()).contains("n1 has started anew while it was watched");
  }

  private static void passes(NodeWatch watch, int looks) throws InterruptedException {
    for (int i = 0; i < looks; i++) {
      assertThat(watch.look()).isEmpty();
    }
  }

  /// @param mean seconds that all answers took on average
  /// @param more lines of metrics
  private void says(long answers, long failures, double mean, String more) {
    String route = "template=\"/report\"";
    metrics =
        """
        holdfast_http_requests_total{status="2xx",%1$s} %2$d
        holdfast_http_requests_total{status="5xx",%1$s} %3$d
        holdfast_http_requests_total{status="5xx",template="/metrics"} 1000
        holdfast_http_request_duration_seconds_sum{%1$s} %4$s
        """
                .formatted(route, answers - failures, failures, answers * mean)
            + more;
  }

  /// 10 ms a piece before.
  private NodeWatch watch() throws IOException {
    return watch(new Vitals.Submissions(600, 10), 10);
  }

  /// @param submissions before
  /// @param deferred of 1,000 answers before
  private NodeWatch watch(Vitals.Submissions submissions, long deferred) throws IOException {
    return new NodeWatch(
        new NodeAdmin(new RolloutConfig.Node("n1", admin.url("admin"), Path.of("none"))),
        new Vitals(1000, 0, deferred, submissions, 10, "", Optional.empty()));
  }
}
