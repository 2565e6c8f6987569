package org.holdfast.bouncer.fleet.enrol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.holdfast.bouncer.fleet.Act;
import org.holdfast.bouncer.fleet.AddressPolicy;
import org.holdfast.bouncer.fleet.Heartbeat;
import org.holdfast.bouncer.fleet.HeartbeatFormat;
import org.holdfast.bouncer.fleet.NodeKey;
import org.holdfast.bouncer.fleet.NodeName;
import org.holdfast.bouncer.fleet.PublishedAddress;
import org.holdfast.bouncer.fleet.Wanted;
import org.holdfast.bouncer.fleet.fixture.GuardedStore;
import org.holdfast.bouncer.fleet.fixture.Nodes;
import org.holdfast.bouncer.fleet.fixture.ReadFleet;
import org.holdfast.bouncer.fleet.sql.SqlFleetStore;
import org.holdfast.edge.server.EdgeServer;
import org.holdfast.edge.server.ListenerOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a directory refuses, over a real port; each test has nodes of its own.
class HeartbeatRoutesTest {
  private static final Clock CLOCK = Clock.fixed(Nodes.NOON, ZoneOffset.UTC);
  private static final Act ACT = new Act("alice", Nodes.NOON, "test");
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String TAKEN = "taken.example.org";
  private static final AtomicInteger ASKED = new AtomicInteger();
  private static final NodeName OWNER = new NodeName("owner");

  @TempDir static Path directory;
  private static SqlFleetStore store;
  private static EdgeServer server;
  private static HttpClient http;

  private record Answer(int status, String body) {}

  @BeforeAll
  static void start() throws Exception {
    store = SqlFleetStore.openSqlite(directory.resolve("fleet.sqlite"));
    var routes =
        HeartbeatRoutes.create(
            new GuardedStore(store, ASKED::incrementAndGet),
            Nodes.FLEET,
            new ReadFleet(
                store,
                (address, node) ->
                    address.address().address().contains(TAKEN) && !node.equals(OWNER)),
            AddressPolicy.PUBLIC_ONLY,
            CLOCK);
    server =
        EdgeServer.start(
            List.of(ListenerOptions.http("t", "127.0.0.1", 0)), routes, new SimpleMeterRegistry());
    http = HttpClient.newHttpClient();
  }

  @AfterAll
  static void stop() {
    http.close();
    server.close();
    store.close();
  }

  @Test
  void nodeWithATokenIsLetInAndHeard() throws Exception {
    NodeName node = new NodeName("welcome");
    NodeKey key = enrolled(node);

    Answer answer = send(key, Nodes.heartbeat(node, 1, 1));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"status\":\"ok\",\"wanted\":\"serving\"}");
  }

  @Test
  void tokenOfAnotherKeyIsOfNoUse() throws Exception {
    NodeName node = new NodeName("twice");
    EnrolmentToken token = invited(node);
    contact(NodeKey.generate(RANDOM), token);

    Answer second = contact(NodeKey.generate(RANDOM), token);

    assertRefused(second, 403, "wrong-token");
  }

  @Test
  void tokenOfAnotherFleetIsRefused() throws Exception {
    EnrolmentToken token =
        EnrolmentToken.make("fedcba9876543210", new NodeName("stranger"), RANDOM);

    assertRefused(contact(NodeKey.generate(RANDOM), token), 403, "other-fleet");
  }

  @Test
  void forgedHeartbeatIsRefused() throws Exception {
    NodeName node = new NodeName("forged");
    NodeKey key = enrolled(node);
    byte[] body = HeartbeatFormat.write(Nodes.heartbeat(node, 1, 1));
    byte[] changed =
        new String(body, UTF_8).replace("\"load\":0.25", "\"load\":0.26").getBytes(UTF_8);

    assertRefused(send(NodeKey.generate(RANDOM), Nodes.heartbeat(node, 1, 1)), 403, "forged");
    assertRefused(post(changed, key.sign("heartbeat", body)), 403, "forged");
    assertRefused(post(body, key.sign("first-contact", body)), 403, "forged");
    assertRefused(post(body, new byte[0]), 403, "forged");
  }

  @Test
  void replayedHeartbeatIsRefusedAndTellsWhatWasHeard() throws Exception {
    NodeName node = new NodeName("replayed");
    NodeKey key = enrolled(node);
    Heartbeat first = Nodes.heartbeat(node, 7, 1);
    send(key, first);
    send(key, Nodes.heartbeat(node, 7, 2));

    Answer again = send(key, first);

    assertRefused(again, 409, "stale");
    assertThat(again.body()).contains("\"boot\":7");
  }

  @Test
  void stolenHeartbeatIsOfNoUseToAnotherNodeOrInAnotherFleet() throws Exception {
    NodeName thief = new NodeName("thief");
    NodeKey thiefsKey = enrolled(thief);
    NodeName victim = new NodeName("victim");
    NodeKey key = enrolled(victim);
    byte[] body = HeartbeatFormat.write(Nodes.heartbeat(victim, 1, 1));
    byte[] elsewhere =
        new String(body, UTF_8).replace(Nodes.FLEET, "fedcba9876543210").getBytes(UTF_8);

    assertRefused(post(body, thiefsKey.sign("heartbeat", body)), 403, "forged");
    assertRefused(post(elsewhere, key.sign("heartbeat", elsewhere)), 403, "other-fleet");
  }

  @Test
  void wrongClockKeepsNobodyOut() throws Exception {
    NodeName node = new NodeName("yesterday");
    NodeKey key = enrolled(node);
    byte[] body =
        new String(HeartbeatFormat.write(Nodes.heartbeat(node, 1, 1)), UTF_8)
            .replace("2026-03-01", "1971-01-01")
            .getBytes(UTF_8);

    assertThat(post(body, key.sign("heartbeat", body)).status()).isEqualTo(200);
  }

  @Test
  void addressThatLeadsToAnotherNodeIsRefused() throws Exception {
    NodeName node = new NodeName("claims");
    NodeKey key = enrolled(node);

    Answer answer = send(key, Nodes.heartbeat(node, 1, 1, List.of(Nodes.https(TAKEN))));

    assertRefused(answer, 409, "address-of-another-node");
  }

  @Test
  void addressesOutsideThePublicInternetAreRefused() throws Exception {
    NodeName node = new NodeName("inward");
    NodeKey key = enrolled(node);
    for (PublishedAddress address :
        List.of(
            Nodes.https("10.0.0.1"),
            Nodes.https("127.0.0.1:8443"),
            Nodes.https("[::1]"),
            Nodes.https("[fd00::7]:443"),
            Nodes.https("169.254.169.254"),
            Nodes.https("100.64.3.4"),
            Nodes.https("localhost"),
            Nodes.https("db.internal"),
            Nodes.https("printer"),
            Nodes.fronted("a.example.org", "192.168.0.1"),
            Nodes.helper("tcp-echo", "127.1:80"),
            Nodes.helper("tcp-echo", "172.16.0.9"))) {
      Answer answer = send(key, Nodes.heartbeat(node, 1, 1, List.of(address)));

      assertRefused(answer, 403, "private-address");
      assertThat(answer.body()).contains("is not on the public Internet");
    }
    assertThat(
            send(
                    key,
                    Nodes.heartbeat(
                        node,
                        1,
                        1,
                        List.of(
                            Nodes.https("192.0.2.8"),
                            Nodes.https("[2001:db8::1]:8443"),
                            Nodes.fronted("a.example.org", "front.example.net"),
                            Nodes.onion("a".repeat(56)),
                            Nodes.helper("tcp-echo", "192.0.2.7:80"))))
                .status())
        .isEqualTo(200);
  }

  @Test
  void databaseIsNotAskedForWhatNobodyOfTheFleetHasSigned() throws Exception {
    NodeName node = new NodeName("quiet");
    NodeKey key = enrolled(node);
    NodeKey stranger = NodeKey.generate(RANDOM);
    Heartbeat heard = Nodes.heartbeat(node, 3, 1);
    send(key, heard);
    invited(new NodeName("awaited"));
    int before = ASKED.get();

    assertRefused(send(stranger, Nodes.heartbeat(node, 3, 2)), 403, "forged");
    assertRefused(
        send(stranger, Nodes.heartbeat(new NodeName("nobody"), 1, 1)), 403, "unknown-node");
    assertRefused(send(key, heard), 409, "stale");
    assertRefused(post(new byte[] {'{'}, new byte[64]), 400, "invalid-heartbeat");
    for (String name : List.of("nobody", "awaited", "quiet")) {
      EnrolmentToken guess = EnrolmentToken.make(Nodes.FLEET, new NodeName(name), RANDOM);
      assertRefused(
          contact(stranger, guess), 403, name.equals("nobody") ? "unknown-node" : "wrong-token");
    }
    assertThat(ASKED).hasValue(before);

    assertThat(send(key, Nodes.heartbeat(node, 3, 2)).status()).isEqualTo(200);
    assertThat(ASKED).hasValue(before + 1);
  }

  @Test
  void tooManyAddressesAndTooManyBytesAreRefused() throws Exception {
    NodeName node = new NodeName("large");
    NodeKey key = enrolled(node);
    List<PublishedAddress> addresses = Collections.nCopies(33, Nodes.https("a.example.org"));

    Answer list = send(key, Nodes.heartbeat(node, 1, 1, addresses));
    Answer bytes = post(new byte[HeartbeatFormat.BYTES_MAX + 1], new byte[64]);

    assertRefused(list, 400, "invalid-heartbeat");
    assertThat(list.body()).contains("addresses has more than 32 entries");
    assertRefused(bytes, 413, "oversized");
  }

  @Test
  void refusalNamesTheMember() throws Exception {
    for (String wrong :
        List.of(
            "capacity:0",
            "load:-1",
            "boot:0",
            "sequence:\"1\"",
            "state:\"asleep\"",
            "sent:\"noon\"",
            "version:\"\"",
            "node:\"../x\"")) {
      String member = wrong.substring(0, wrong.indexOf(':'));
      String json =
          new String(HeartbeatFormat.write(Nodes.heartbeat(Nodes.C1, 1, 1)), UTF_8)
              .replaceAll(
                  "\"" + member + "\":(\"[^\"]*\"|[0-9.]+)",
                  "\"" + member + "\"" + wrong.substring(member.length()));

      Answer answer = post(json.getBytes(UTF_8), new byte[64]);

      assertRefused(answer, 400, "invalid-heartbeat");
      assertThat(answer.body()).contains(member);
    }
  }

  @Test
  void addressProbesCannotUseIsRefused() throws Exception {
    for (String address :
        List.of(
            "https://a.example.org/path",
            "http://a.example.org",
            "https://u@a.example.org",
            "https://",
            "https://a.example.org?x",
            "ftp://a.example.org")) {
      String json =
          new String(HeartbeatFormat.write(Nodes.heartbeat(Nodes.C1, 1, 1)), UTF_8)
              .replace("https://c1.example.org", address);

      assertRefused(post(json.getBytes(UTF_8), new byte[64]), 400, "invalid-heartbeat");
    }
  }

  @Test
  void retiredAndUnknownNodesAreRefused() throws Exception {
    NodeName node = new NodeName("old");
    NodeKey key = enrolled(node);
    store.want(node, Wanted.RETIRED, ACT);

    assertRefused(send(key, Nodes.heartbeat(node, 1, 1)), 403, "retired");
    assertRefused(send(key, Nodes.heartbeat(new NodeName("nobody"), 1, 1)), 403, "unknown-node");
  }

  private static void assertRefused(Answer answer, int status, String error) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).contains("\"error\":\"" + error + "\"").contains("\"detail\":");
  }

  private static EnrolmentToken invited(NodeName node) {
    EnrolmentToken token = EnrolmentToken.make(Nodes.FLEET, node, RANDOM);
    store.invite(node, token.digest(), Nodes.NOON.plus(Duration.ofHours(1)), ACT);
    return token;
  }

  private static NodeKey enrolled(NodeName node) throws Exception {
    NodeKey key = NodeKey.generate(RANDOM);
    assertThat(contact(key, invited(node)).status()).isEqualTo(200);
    return key;
  }

  private static Answer contact(NodeKey key, EnrolmentToken token) throws Exception {
    byte[] body =
        "{\"v\":1,\"token\":\"%s\",\"public_key\":\"%s\"}"
            .formatted(token.textForItsFileOnly(), key.known().base64())
            .getBytes(UTF_8);
    return post("/fleet/v1/first-contact", body, key.sign("first-contact", body));
  }

  private static Answer send(NodeKey key, Heartbeat heartbeat) throws Exception {
    byte[] body = HeartbeatFormat.write(heartbeat);
    return post(body, key.sign("heartbeat", body));
  }

  private static Answer post(byte[] body, byte[] signature) throws Exception {
    return post("/fleet/v1/heartbeat", body, signature);
  }

  private static Answer post(String path, byte[] body, byte[] signature) throws Exception {
    URI target = server.url("t").resolve(path);
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(target)
                .header("Holdfast-Signature", Base64.getEncoder().encodeToString(signature))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    return new Answer(response.statusCode(), response.body());
  }
}
