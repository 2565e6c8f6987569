package org.holdfast.bouncer.fleet.health;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.holdfast.bouncer.fleet.KnownNode;
import org.holdfast.bouncer.fleet.NodeKey;
import org.holdfast.bouncer.fleet.NodeName;
import org.holdfast.bouncer.fleet.NodeState;
import org.holdfast.bouncer.fleet.PublishedAddress;
import org.holdfast.bouncer.fleet.Wanted;
import org.holdfast.bouncer.fleet.enrol.IdentityRoute;
import org.holdfast.bouncer.fleet.fixture.Nodes;
import org.holdfast.edge.Reply;
import org.holdfast.edge.Routes;
import org.holdfast.edge.server.EdgeServer;
import org.holdfast.edge.server.ListenerOptions;
import org.holdfast.model.id.FleetKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What looks and exercises find out, each over a real port.
class ExchangesTest {
  private static final Clock CLOCK = Clock.fixed(Nodes.NOON, ZoneOffset.UTC);
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Duration DEADLINE = Duration.ofMillis(300);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final NodeKey KEY = NodeKey.generate(RANDOM);
  private static final NodeKey OTHER_KEY = NodeKey.generate(RANDOM);
  private static final Set<String> ARRIVED = ConcurrentHashMap.newKeySet();
  private static final String LATE = "20260301120000.000001_ZZ_canary_0123456789abcdef";
  private static final String OLD = "20260301110000.000001_ZZ_canary_0123456789abcdef";

  private static EdgeServer server;
  private static HttpAsking http;
  private static CanaryExercise canary;
  private static volatile Reply acknowledgement = Reply.empty(500);
  private static volatile String helperSays = "{}";

  @BeforeAll
  static void start() throws Exception {
    Routes routes =
        Routes.builder()
            .addAll(IdentityRoute.create(Nodes.C1, KEY, 7, () -> NodeState.SERVING))
            .post("/api/v1/submit_measurement", request -> acknowledgement)
            .get(
                "/fleet/v1/canary/{uid}",
                request -> Reply.empty(ARRIVED.contains(request.pathParameter("uid")) ? 200 : 404))
            .post("/", request -> Reply.json(200, helperSays))
            .build();
    server =
        EdgeServer.start(
            List.of(ListenerOptions.http("t", "127.0.0.1", 0)), routes, new SimpleMeterRegistry());
    http = HttpAsking.standard();
    canary =
        new CanaryExercise(
            http, new FleetKey(new byte[FleetKey.MIN_BYTES]), Optional.empty(), CLOCK);
  }

  @AfterAll
  static void stop() {
    http.close();
    server.close();
  }

  @Test
  void nodeIsKnownByItsSignature() throws Exception {
    assertThat(look(node(Nodes.C1, KEY))).isEmpty();
  }

  @Test
  void addressOfAnotherNodeIsNotTheOnesThatClaimsIt() throws Exception {
    assertThat(look(node(Nodes.C2, OTHER_KEY))).contains("leads to another node");
    assertThat(look(node(Nodes.C1, OTHER_KEY))).contains("cannot sign as the node it says it is");
  }

  @Test
  void silenceEndsWithTheDeadline() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      PublishedAddress address =
          Nodes.helper("web-connectivity", "http://127.0.0.1:" + silent.getLocalPort());

      assertThat(new IdentityLook(http, RANDOM).fault(node(Nodes.C1, KEY), address, DEADLINE))
          .contains("no answer within 300 ms");
    }
  }

  @Test
  void canaryThatComesBackIsFine() throws Exception {
    String uid = "20260301120000.000002_ZZ_canary_0123456789abcdef";
    ARRIVED.add(uid);
    acknowledge(uid);

    assertThat(fly(SOON)).isEmpty();
    assertThat(fly(SOON)).contains("a canary was acknowledged with the uid of an earlier one");
  }

  @Test
  void collectorThatLiesAboutItsCanaryIsFoundOut() throws Exception {
    acknowledge(LATE);
    assertThat(fly(DEADLINE))
        .contains("a canary was acknowledged and did not come back: status 404");

    ARRIVED.add(OLD);
    acknowledge(OLD);
    assertThat(fly(SOON)).contains("a canary was acknowledged with a uid of another time");

    acknowledge("yes");
    assertThat(fly(SOON)).contains("a canary was acknowledged with something else than its uid");
  }

  @Test
  void collectorThatVouchesForItselfIsFoundOutAtAnotherReadApi() throws Exception {
    String uid = "20260301120000.000003_ZZ_canary_0123456789abcdef";
    ARRIVED.add(uid);
    acknowledge(uid);
    Routes nothingCame =
        Routes.builder().get("/fleet/v1/canary/{uid}", request -> Reply.empty(404)).build();

    try (EdgeServer other =
        EdgeServer.start(
            List.of(ListenerOptions.http("t", "127.0.0.1", 0)),
            nothingCame,
            new SimpleMeterRegistry())) {
      CanaryExercise elsewhere =
          new CanaryExercise(
              http, new FleetKey(new byte[FleetKey.MIN_BYTES]), Optional.of(other.url("t")), CLOCK);
      assertThat(elsewhere.fault(node(Nodes.C1, KEY), own(), DEADLINE))
          .contains("a canary was acknowledged and did not come back: status 404");
    }
    assertThat(fly(SOON)).as("its own word").isEmpty();
  }

  @Test
  void collectorWithoutRoomSaysSo() throws Exception {
    acknowledgement = Reply.json(503, "{\"error\":\"unavailable\"}");

    assertThat(fly(SOON)).contains("a canary was answered with status 503");
  }

  @Test
  void webConnectivityHelperFindsNothingWhereNothingIs() throws Exception {
    PublishedAddress address = Nodes.helper("web-connectivity", server.url("t").toString());

    helperSays = "{\"dns\":{\"failure\":\"dns_name_error\",\"addrs\":[]}}";
    assertThat(ask(address)).isEmpty();
    helperSays = "{\"dns\":{\"failure\":null,\"addrs\":[\"192.0.2.1\"]}}";
    assertThat(ask(address)).contains("answers a name that does not exist with something else");
  }

  @Test
  void echoMustBeWhatWasSent() throws Exception {
    assertThat(askRaw("tcp-echo", sent -> sent)).isEmpty();
    assertThat(askRaw("tcp-echo", String::toUpperCase))
        .contains("echoes something else than was sent");
  }

  @Test
  void headersMustBeWhatWasSent() throws Exception {
    String answer =
        "HTTP/1.1 200 OK\r\n\r\n{\"request_line\":\"GeT / HTTP/1.1\","
            + "\"headers_dict\":{\"%s\":[\"%s\"]}}";

    assertThat(askRaw("http-return-json-headers", s -> answer.formatted("HoSt", host(s))))
        .isEmpty();
    assertThat(askRaw("http-return-json-headers", s -> answer.formatted("Host", host(s))))
        .contains("returns other headers than were sent");
  }

  private static String host(String request) {
    return request.substring(request.indexOf("HoSt: ") + 6, request.indexOf(".com") + 4);
  }

  /// A helper that reads once and answers as told.
  private static Optional<String> askRaw(String service, UnaryOperator<String> answers)
      throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread helper =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try (Socket asking = socket.accept()) {
                      byte[] sent = new byte[4096];
                      int length = asking.getInputStream().read(sent);
                      String text = new String(sent, 0, length, US_ASCII);
                      asking.getOutputStream().write(answers.apply(text).getBytes(US_ASCII));
                    } catch (IOException e) {
                      // The test is over.
                    }
                  });
      Optional<String> fault = ask(Nodes.helper(service, "127.0.0.1:" + socket.getLocalPort()));
      helper.join();
      return fault;
    }
  }

  private static Optional<String> ask(PublishedAddress address) throws InterruptedException {
    return new KnownAnswer(http, RANDOM).fault(node(Nodes.C1, KEY), address, SOON);
  }

  private static void acknowledge(String uid) {
    acknowledgement = Reply.json(200, "{\"measurement_uid\":\"" + uid + "\"}");
  }

  private static Optional<String> fly(Duration within) throws InterruptedException {
    return canary.fault(node(Nodes.C1, KEY), own(), within);
  }

  private static Optional<String> look(KnownNode node) throws InterruptedException {
    return new IdentityLook(http, RANDOM).fault(node, own(), SOON);
  }

  private static PublishedAddress own() {
    return Nodes.helper(PublishedAddress.COLLECTOR, server.url("t").toString());
  }

  private static KnownNode node(NodeName name, NodeKey key) {
    return new KnownNode(
        name,
        Optional.empty(),
        Optional.of(key.known()),
        Wanted.SERVING,
        Nodes.NOON,
        Optional.empty(),
        Optional.empty());
  }
}
