package org.holdfast.app.credentialstest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.holdfast.client.CollectorTransport;
import org.holdfast.client.CredentialClient;
import org.holdfast.client.CredentialStore;
import org.holdfast.client.Handed;
import org.holdfast.client.Retries;
import org.holdfast.credentials.nym.Network;
import org.holdfast.testkit.crash.disk.Fault;
import org.holdfast.testkit.crash.disk.Plan;
import org.holdfast.testkit.crash.disk.SimulatedProcess;
import org.holdfast.testkit.crash.disk.Site;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A client that registers and submits, struck at each durable operation of its store in each way,
/// and begun again. `-Dholdfast.storecrash.points=1000` strikes all of them, not a sample.
class CredentialStoreCrashTest {
  private static final int POINTS = Integer.getInteger("holdfast.storecrash.points", 20);
  private static final Network NETWORK = new Network("PT", "AS64501");
  private static final Retries NO_PAUSE = new Retries(3, Duration.ZERO, Duration.ZERO, pause -> {});

  @TempDir private Path directory;

  private record Point(Site site, int ordinal, Fault fault) {}

  /// What was sent, over all lives.
  private static final class Sent implements CollectorTransport {
    private final CollectorTransport real;
    private final Set<String> registrations = new HashSet<>();
    private final Set<String> submissions = new HashSet<>();

    Sent(CollectorTransport real) {
      this.real = real;
    }

    @Override
    public Answer ask(String path, Optional<byte[]> body) throws IOException, InterruptedException {
      body.ifPresent(
          bytes ->
              (path.endsWith("sign_credential") ? registrations : submissions)
                  .add(new String(bytes, UTF_8)));
      return real.ask(path, body);
    }
  }

  @Test
  @DisplayName(
      "a client killed, or failed by its disk, at any durable operation forks nothing and loses nothing")
  void everyOperation() throws Exception {
    IssuerForTests issuer = IssuerForTests.create(directory, Clock.systemUTC());
    try (CollectorProcess collector = issuer.collector(directory.resolve("collector"), "1");
        HttpClient http = HttpClient.newHttpClient()) {
      CollectorTransport real = CollectorTransport.http(http, collector.url());
      List<Point> points = points(real);
      assertThat(points).hasSizeGreaterThan(100);
      Collections.shuffle(points, new Random(5));
      for (Point point : points.subList(0, Math.min(POINTS, points.size()))) {
        strike(point, real);
      }
    }
  }

  private List<Point> points(CollectorTransport real) throws Exception {
    Path home = Files.createDirectory(directory.resolve("home-whole"));
    Map<String, Integer> counts = new HashMap<>();
    try (SimulatedProcess process = SimulatedProcess.watchPath(home, Optional.empty())) {
      assertThat(live(process.path(), new Sent(real), document("whole")).isVerified()).isTrue();
      for (String line : process.trace()) {
        counts.merge(line.substring(0, line.indexOf(" #")), 1, Integer::sum);
      }
    }
    List<Point> points = new ArrayList<>();
    counts.forEach(
        (text, count) -> {
          Site site = Site.parse(text);
          for (int ordinal = 1; ordinal <= count; ordinal++) {
            for (Fault fault : Fault.of(site.operation())) {
              points.add(new Point(site, ordinal, fault));
            }
          }
        });
    return points;
  }

  private void strike(Point point, CollectorTransport real) throws Exception {
    Path home = Files.createTempDirectory(directory, "home-");
    Sent sent = new Sent(real);
    byte[] document = document(String.valueOf(home.getFileName()));
    Plan.Planned fault = new Plan.Planned(point.site(), point.ordinal(), point.fault(), 1);
    boolean struck = false;
    try (SimulatedProcess process = SimulatedProcess.watchPath(home, Optional.of(fault))) {
      var _ = live(process.path(), sent, document);
    } catch (IOException e) {
      struck = true;
    }
    if (struck) {
      assertThat(live(home, sent, document).isVerified()).as("%s", point).isTrue();
    }
    assertThat(sent.registrations).as("%s", point).hasSize(1);
    // Two where it was struck after all was done and nobody heard of it.
    assertThat(sent.submissions).as("%s", point).hasSizeBetween(1, 2);
    try (CredentialStore store = CredentialStore.open(home.resolve("probe.credential"))) {
      assertThat(store.count()).as("%s", point).isEqualTo(sent.submissions.size());
      assertThat(store.isPending()).as("%s", point).isFalse();
    }
  }

  private static Handed live(Path home, CollectorTransport transport, byte[] document)
      throws IOException, InterruptedException {
    try (CredentialStore store = CredentialStore.open(home.resolve("probe.credential"))) {
      return new CredentialClient(store, transport, NO_PAUSE, Clock.systemUTC(), new SecureRandom())
          .submit(document, NETWORK);
    }
  }

  private static byte[] document(String input) {
    return ("{\"test_name\":\"signal\",\"probe_cc\":\"PT\",\"probe_asn\":\"AS64501\",\"input\":\""
            + input
            + "\",\"measurement_start_time\":\"2026-11-22 10:00:00\",\"test_keys\":{}}")
        .getBytes(UTF_8);
  }
}
