package org.holdfast.app.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.holdfast.edge.Reply;
import org.holdfast.edge.Routes;
import org.holdfast.edge.server.EdgeServer;
import org.holdfast.edge.server.ListenerOptions;
import org.holdfast.testkit.process.FreePorts;
import org.holdfast.testkit.wire.Answer;
import org.holdfast.testkit.wire.Target;
import org.holdfast.testkit.wire.WireConnection;
import org.holdfast.testkit.wire.WireRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A node of the fleet, with a key of its own, that acknowledges whatever it is given, keeps none
/// of it, and says of every canary that it came through.
class LyingCollectorTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final DateTimeFormatter UID_TIME =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss.SSSSSS").withZone(ZoneOffset.UTC);

  @TempDir Path directory;

  @Test
  void collectorThatKeepsNothingAndVouchesForItselfNeverComesIntoAnswers() throws Exception {
    FleetDesk desk = FleetDesk.at(directory);
    desk.enrol("honest");
    desk.enrol("liar");
    List<Integer> ports = FreePorts.pick(3);
    try (BalancedServer bouncer = bouncer(ports.get(0), ports.get(1));
        BalancedServer honest = node("honest", ports.get(0), ports.get(1), ports.get(1));
        BalancedServer keyHolder = node("liar", ports.get(0), ports.get(2), 0);
        EdgeServer liar = liar(keyHolder.listener("public"), ports.get(2))) {
      Target open = bouncer.listener("public");
      await()
          .atMost(SOON)
          .until(
              () ->
                  get(open, "/api/v1/collectors")
                      .text()
                      .contains(honest.listener("public").authority()));
      await()
          .atMost(SOON)
          .until(
              () ->
                  get(bouncer.listener("admin"), "/fleet/nodes")
                      .text()
                      .contains("a canary was acknowledged and did not come back: status 404"));

      assertThat(get(open, "/api/v1/collectors").text())
          .doesNotContain(liar.url("t").getAuthority());
      assertThat(get(bouncer.listener("admin"), "/health/ready").text()).doesNotContain("read-api");
    }
  }

  private static EdgeServer liar(Target keyHolder, int port) throws Exception {
    AtomicLong canaries = new AtomicLong();
    Routes routes =
        Routes.builder()
            .get(
                "/fleet/v1/identity/{challenge}",
                request -> passedOn(keyHolder, request.pathParameter("challenge")))
            .post(
                "/api/v1/submit_measurement",
                request ->
                    Reply.json(
                        200,
                        "{\"measurement_uid\":\"%s_ZZ_canary_%016x\"}"
                            .formatted(UID_TIME.format(Instant.now()), canaries.incrementAndGet())))
            .get("/fleet/v1/canary/{uid}", request -> Reply.json(200, "{}"))
            .build();
    return EdgeServer.start(
        List.of(ListenerOptions.http("t", "127.0.0.1", port)), routes, new SimpleMeterRegistry());
  }

  private static Reply passedOn(Target keyHolder, String challenge) {
    try {
      Answer answer = get(keyHolder, "/fleet/v1/identity/" + challenge);
      return Reply.json(answer.status(), new String(answer.body(), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private BalancedServer bouncer(int port, int readApi) throws Exception {
    return Servers.startAs(
        directory.resolve("bouncer"),
        """
        roles: [bouncer]
        admin: {address: '127.0.0.1:0'}
        listeners: [{name: public, address: '127.0.0.1:%2$d'}]
        bouncer: {collectors: [{address: 'https://configured.example.org'}]}
        fleet:
          key-file: %1$s/fleet.key
          directory:
            file: '%1$s/fleet.sqlite'
            private-addresses: true
            exercise-within: 2s
            read-api: http://127.0.0.1:%3$d
        """
            .formatted(directory, port, readApi),
        new StopSignal());
  }

  /// @param published the port it says it is reached at
  /// @param port where it listens
  private BalancedServer node(String name, int bouncer, int published, int port) throws Exception {
    return Servers.startAs(
        directory.resolve(name),
        """
        roles: [collector, pipeline, api]
        admin: {address: '127.0.0.1:0'}
        journal: {reserve: 1MiB}
        collector: {id: '%2$s'}
        listeners: [{name: public, address: '127.0.0.1:%5$d'}]
        fleet:
          key-file: %1$s/fleet.key
          node:
            name: %2$s
            token-file: %1$s/%2$s.token
            every: 300ms
            directories: ['http://127.0.0.1:%3$d']
            addresses: [{type: http, address: 'http://127.0.0.1:%4$d'}]
        """
            .formatted(directory, name, bouncer, published, port),
        new StopSignal());
  }

  private static Answer get(Target target, String path) throws IOException {
    return WireConnection.once(
        target, WireRequest.of("GET", path).header("Host", target.authority()));
  }
}
