package org.holdfast.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.holdfast.app.command.HoldfastCommand;
import org.holdfast.model.Sha256;
import org.holdfast.model.id.CanarySeal;
import org.holdfast.model.id.FleetKey;
import org.holdfast.testkit.process.FreePorts;
import org.holdfast.testkit.wire.Answer;
import org.holdfast.testkit.wire.Target;
import org.holdfast.testkit.wire.WireConnection;
import org.holdfast.testkit.wire.WireRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// Two bouncers over one directory and two collectors, over real ports: enrolled, exercised,
/// drained, killed and back again. The tests follow each other in one fleet.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FleetServerTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String TOKEN = "0123456789abcdef0123456789abcdef";

  @TempDir static Path directory;
  private static List<Integer> ports;
  private static BalancedServer firstBouncer;
  private static BalancedServer secondBouncer;
  private static BalancedServer one;
  private static BalancedServer two;

  @BeforeAll
  static void startFleet() throws Exception {
    ports = FreePorts.pick(3);
    ownerOnly("fleet.key", "0123456789abcdef0123456789abcdef");
    ownerOnly("admin.token", TOKEN + "\n");
    firstBouncer = bouncer(0);
    secondBouncer = bouncer(1);
    assertThat(collectors(firstBouncer)).contains("configured.example.org");
    assertThat(cli("fleet", "enroll", "one", "--token-out", path("one.token"))).isZero();
    assertThat(cli("fleet", "enroll", "two", "--token-out", path("two.token"))).isZero();
    one = node("one", 0);
    two = node("two", 0);
  }

  @AfterAll
  static void stop() throws IOException {
    for (BalancedServer server : List.of(one, two, firstBouncer, secondBouncer)) {
      server.close();
    }
  }

  @Test
  @Order(2)
  void enrolledNodesComeIntoTheAnswersOfAllBouncersOnceTheirCanariesCameBack() throws Exception {
    for (BalancedServer bouncer : List.of(firstBouncer, secondBouncer)) {
      await()
          .atMost(SOON)
          .until(() -> has(bouncer, one) && has(bouncer, two) && !isConfigured(bouncer));
    }
    assertThat(admin(firstBouncer, "GET", "/fleet/nodes", "", "").text())
        .contains("\"node\":\"one\"")
        .contains("\"in_answers\":true");
    assertThat(admin(firstBouncer, "GET", "/fleet", "", "").text())
        .contains("<td>two</td><td>yes</td>");
    assertThat(admin(firstBouncer, "GET", "/health/ready", "", "").text())
        .as("what is not configured is said")
        .contains("without fleet.directory.read-api each collector vouches for its own canaries");
  }

  @Test
  @Order(3)
  void canariesAreNeverInThePublicData() throws IOException {
    String listed = ask(one.listener("public"), "GET", "/api/v1/measurements?limit=100", "").text();

    assertThat(listed).contains("\"results\":[]").doesNotContain("canary");
    assertThat(
            ask(
                    one.listener("public"),
                    "GET",
                    "/fleet/v1/canary/20260301120000.000000_ZZ_canary_0123456789abcdef",
                    "")
                .status())
        .isEqualTo(404);
  }

  @Test
  @Order(3)
  void canaryThatCameThroughSomethingThatDropsHeadersIsOneAllTheSame() throws Exception {
    FleetKey key =
        new FleetKey("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8));
    String document =
        new String(
            CanarySeal.newDocument(Clock.systemUTC().instant(), key), StandardCharsets.UTF_8);
    String body = "{\"format\":\"json\",\"content\":\"" + document.replace("\"", "\\\"") + "\"}";

    String uid =
        ask(one.listener("public"), "POST", "/api/v1/submit_measurement", body)
            .member("measurement_uid")
            .orElseThrow();

    String token = key.canaryToken(Sha256.of(uid.getBytes(StandardCharsets.UTF_8))).hex();
    await()
        .atMost(SOON)
        .until(
            () ->
                WireConnection.once(
                            one.listener("public"),
                            WireRequest.of("GET", "/fleet/v1/canary/" + uid)
                                .header("Host", one.listener("public").authority())
                                .header("Holdfast-Canary", token))
                        .status()
                    == 200);
    assertThat(ask(one.listener("public"), "GET", "/api/v1/measurements?limit=100", "").text())
        .contains("\"results\":[]");
  }

  @Test
  @Order(4)
  void drainedNodeLeavesAnswersAndGoesOnWithItsWork() throws Exception {
    assertThat(cli("fleet", "drain", "one", "--why", "a look at its disk", "--dry-run")).isZero();
    assertThat(said).contains("serving -> drained (dry run: nothing changed)");
    assertThat(cli("fleet", "drain", "one", "--why", "a look at its disk")).isZero();

    for (BalancedServer bouncer : List.of(firstBouncer, secondBouncer)) {
      await().atMost(SOON).until(() -> !has(bouncer, one) && has(bouncer, two));
    }
    String open =
        "{\"software_name\":\"t\",\"software_version\":\"1\",\"test_name\":\"tt\","
            + "\"test_version\":\"1\",\"probe_asn\":\"AS1\",\"probe_cc\":\"IT\"}";
    assertThat(ask(one.listener("public"), "POST", "/report", open).status()).isEqualTo(200);
    await().atMost(SOON).until(() -> agentOfOneSays().equals("drain\n"));

    assertThat(cli("fleet", "promote", "one", "--why", "its disk is well")).isZero();
    await().atMost(SOON).until(() -> has(firstBouncer, one) && has(secondBouncer, one));
    assertThat(cli("fleet", "history")).isZero();
    assertThat(said).contains("want one: serving -> drained  (a look at its disk)");
  }

  @Test
  @Order(5)
  void dryRunsTellWhatWouldChangeAndChangeNothing() throws Exception {
    assertThat(cli("fleet", "drain", "one", "--why", "test")).isZero();
    assertThat(cli("fleet", "history")).isZero();
    String before = said;
    Map<String, List<String>> dryRuns =
        Map.of(
            "one: drained -> serving", List.of("promote", "one"),
            "two: serving -> drained", List.of("drain", "two"),
            "two: serving -> retired", List.of("retire", "two"),
            "web_connectivity: any -> two", List.of("pin", "web_connectivity=two"));
    for (Map.Entry<String, List<String>> dryRun : dryRuns.entrySet()) {
      List<String> line = new ArrayList<>(List.of("fleet"));
      line.addAll(dryRun.getValue());
      line.addAll(List.of("--why", "what if", "--dry-run"));
      assertThat(cli(line.toArray(String[]::new))).isZero();
      assertThat(said).isEqualTo(dryRun.getKey() + " (dry run: nothing changed)\n");
    }
    assertThat(cli("fleet", "pin", "web_connectivity=nobody", "--why", "test", "--dry-run"))
        .isEqualTo(1);

    assertThat(cli("fleet", "history")).isZero();
    assertThat(said).isEqualTo(before);
    assertThat(cli("fleet", "list")).isZero();
    assertThat(said).contains("one  drained").contains("two  serving").doesNotContain("web_conn");
    assertThat(cli("fleet", "promote", "one", "--why", "test")).isZero();
    await().atMost(SOON).until(() -> has(firstBouncer, one) && has(secondBouncer, one));
  }

  @Test
  @Order(6)
  void adminListenerDoesTheSameWithATokenAndNothingWithout() throws Exception {
    String why = "{\"why\":\"test\"}";
    String drain = "/fleet/nodes/two/drain";

    assertThat(admin(firstBouncer, "POST", drain, why, "").status()).isEqualTo(401);
    assertThat(admin(firstBouncer, "POST", drain, why, "Bearer " + TOKEN + "x").status())
        .isEqualTo(401);
    assertThat(admin(firstBouncer, "POST", drain, "{}", "Bearer " + TOKEN).text())
        .contains("why is missing");
    assertThat(admin(firstBouncer, "POST", drain + "?dry-run=true", why, "Bearer " + TOKEN).text())
        .isEqualTo(
            "{\"subject\":\"two\",\"before\":\"serving\",\"after\":\"drained\",\"done\":false}");
    assertThat(
            admin(firstBouncer, "POST", "/fleet/nodes/nobody/drain", why, "Bearer " + TOKEN)
                .member("error"))
        .contains("unknown-node");
    Path token = directory.resolve("admin.token");
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r-----"));
    assertThat(admin(firstBouncer, "POST", drain, why, "Bearer " + TOKEN).status())
        .as("a token that others may read is none")
        .isEqualTo(403);
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
    assertThat(
            admin(
                    firstBouncer,
                    "POST",
                    "/fleet/pins/web_connectivity",
                    "{\"node\":\"two\",\"why\":\"test\"}",
                    "Bearer " + TOKEN)
                .status())
        .isEqualTo(200);

    String url = "http://" + two.listener("public").authority();
    await().atMost(SOON).until(() -> count(secondBouncer, "web_connectivity", url) == 20);
    assertThat(cli("fleet", "pin", "web_connectivity=", "--why", "enough")).isZero();
    await().atMost(SOON).until(() -> count(secondBouncer, "web_connectivity", url) < 20);
  }

  @Test
  @Order(7)
  void generatedConfigurationRunsInHaProxyAndMindsAgents() throws Exception {
    int bind = FreePorts.pick(1).getFirst();
    assertThat(
            cli(
                "fleet",
                "haproxy-config",
                "--bind",
                "127.0.0.1:" + bind,
                "--agent-port",
                ports.get(2).toString(),
                "--proxy-protocol"))
        .isZero();
    Path config = Files.writeString(directory.resolve("haproxy.cfg"), said);
    Process haproxy =
        new ProcessBuilder("haproxy", "-db", "-f", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("haproxy.log").toFile())
            .start();
    Target balancer = new Target("127.0.0.1", bind, Optional.empty());
    try {
      await().atMost(SOON).until(() -> haproxy.isAlive() && behind(balancer).size() == 2);

      assertThat(cli("fleet", "drain", "two", "--why", "test")).isZero();
      await().atMost(SOON).until(() -> behind(balancer).equals(Set.of("one")));
      assertThat(cli("fleet", "promote", "two", "--why", "test")).isZero();
      await().atMost(SOON).until(() -> behind(balancer).size() == 2);
    } finally {
      haproxy.destroyForcibly();
    }
    await().atMost(SOON).until(() -> has(firstBouncer, two) && has(secondBouncer, two));
  }

  /// The nodes that answer through a load balancer; no failure is tolerated.
  private static Set<String> behind(Target balancer) throws IOException {
    Set<String> nodes = new TreeSet<>();
    for (int i = 0; i < 8; i++) {
      Answer answer;
      try {
        answer = ask(balancer, "GET", "/fleet/v1/identity/" + "0".repeat(32), "");
      } catch (IOException e) {
        return Set.of();
      }
      nodes.add(answer.member("node").orElse("status " + answer.status()));
    }
    return nodes;
  }

  @Test
  @Order(8)
  void deadNodeLeavesAnswersAndComesBackByItself() throws Exception {
    Target gone = two.listener("public");
    two.close();

    await().atMost(SOON).until(() -> !has(firstBouncer, gone) && !has(secondBouncer, gone));
    assertThat(has(firstBouncer, one)).isTrue();

    assertThat(admin(firstBouncer, "GET", "/fleet", "", "").text())
        .contains("<td>two</td><td>no: ")
        .contains("last exchange");

    two = node("two", gone.port());
    await().atMost(SOON).until(() -> has(firstBouncer, gone) && has(secondBouncer, gone));
  }

  @Test
  @Order(9)
  void retiredNodeIsOutUntilItIsPromoted() throws Exception {
    assertThat(cli("fleet", "retire", "two", "--why", "sold", "--dry-run")).isZero();
    assertThat(said).contains("serving -> retired (dry run: nothing changed)");
    assertThat(cli("fleet", "retire", "two", "--why", "sold")).isZero();

    await().atMost(SOON).until(() -> !has(firstBouncer, two) && !has(secondBouncer, two));
    await()
        .atMost(SOON)
        .until(
            () ->
                WireConnection.once(
                        two.listener("admin"),
                        WireRequest.of("GET", "/health/ready")
                            .header("Host", two.listener("admin").authority()))
                    .text()
                    .contains("retired"));
    assertThat(cli("fleet", "list")).isZero();
    assertThat(said).contains("two  retired");

    assertThat(
            admin(
                    firstBouncer,
                    "POST",
                    "/fleet/nodes/two/promote",
                    "{\"why\":\"not sold\"}",
                    "Bearer " + TOKEN)
                .text())
        .contains("\"before\":\"retired\",\"after\":\"serving\",\"done\":true");
    await().atMost(SOON).until(() -> has(firstBouncer, two) && has(secondBouncer, two));
    assertThat(admin(firstBouncer, "GET", "/fleet/history", "", "").text())
        .contains("admin-api")
        .contains("retired -> serving  (not sold)");
  }

  @Test
  @Order(10)
  void anyBouncerMayEndAndTheOtherGoesOn() throws Exception {
    firstBouncer.close();
    Target gone = two.listener("public");
    two.close();
    await().atMost(SOON).until(() -> !has(secondBouncer, gone) && has(secondBouncer, one));

    two = node("two", gone.port());
    await().atMost(SOON).until(() -> has(secondBouncer, one) && has(secondBouncer, two));
  }

  private static BalancedServer bouncer(int number) throws Exception {
    return Servers.startAs(
        directory.resolve("bouncer" + number),
        """
        roles: [bouncer]
        admin: {address: '127.0.0.1:0', token-file: '%1$s/admin.token'}
        listeners: [{name: public, address: '127.0.0.1:%2$d'}]
        bouncer: {collectors: [{address: 'https://configured.example.org'}]}
        fleet:
          key-file: %1$s/fleet.key
          directory: {file: '%1$s/fleet.sqlite', exercise-every: 2s, private-addresses: true}
        """
            .formatted(directory, ports.get(number)),
        new StopSignal());
  }

  private static BalancedServer node(String name, int port) throws Exception {
    return Servers.startAs(
        directory.resolve(name),
        """
        roles: [collector, pipeline, api]
        admin: {address: '127.0.0.1:0'}
        journal: {reserve: 1MiB}
        collector: {id: '%2$s'}
        listeners:
          - {name: public, address: '%6$s:%3$d', proxy-protocol: true}
        fleet:
          key-file: %1$s/fleet.key
          node:
            name: %2$s
            token-file: %1$s/%2$s.token
            every: 300ms
            directories: ['http://127.0.0.1:%4$d', 'http://127.0.0.1:%5$d']
            agent: %6$s:%7$d
        """
            .formatted(
                directory,
                name,
                port,
                ports.get(0),
                ports.get(1),
                // Agents have one port in the whole fleet.
                name.equals("one") ? "127.0.0.1" : "127.0.0.2",
                ports.get(2)),
        new StopSignal());
  }

  private static String agentOfOneSays() throws IOException {
    try (var socket = new Socket("127.0.0.1", ports.get(2))) {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  private static boolean isConfigured(BalancedServer bouncer) throws IOException {
    return collectors(bouncer).contains("configured.example.org");
  }

  private static boolean has(BalancedServer bouncer, BalancedServer node) throws IOException {
    return has(bouncer, node.listener("public"));
  }

  private static boolean has(BalancedServer bouncer, Target node) throws IOException {
    return collectors(bouncer).contains("http://" + node.authority() + "\"");
  }

  private static String collectors(BalancedServer bouncer) throws IOException {
    return ask(bouncer.listener("public"), "GET", "/api/v1/collectors", "").text();
  }

  private static long count(BalancedServer bouncer, String netTest, String url) throws IOException {
    String question =
        "{\"net-tests\":[{\"name\":\"" + netTest + "\",\"version\":\"1\",\"test-helpers\":[]}]}";
    long count = 0;
    for (int i = 0; i < 20; i++) {
      String said = ask(bouncer.listener("public"), "POST", "/bouncer/net-tests", question).text();
      count += said.contains("\"collector\":\"" + url + "\"") ? 1 : 0;
    }
    return count;
  }

  private static String said = "";

  private static int cli(String... arguments) throws IOException {
    Path config = directory.resolve("cli.yaml");
    Files.writeString(
        config,
        "fleet: {key-file: '%1$s/fleet.key', directory: {file: '%1$s/fleet.sqlite'}}\n"
            .formatted(directory));
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--config";
    all[arguments.length + 1] = config.toString();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8)) {
      int code = HoldfastCommand.run(print, print, all);
      said = out.toString(StandardCharsets.UTF_8);
      return code;
    }
  }

  private static String path(String name) {
    return directory.resolve(name).toString();
  }

  private static void ownerOnly(String name, String text) throws IOException {
    Path file = Files.writeString(directory.resolve(name), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private static Answer admin(
      BalancedServer server, String method, String path, String body, String authorization)
      throws IOException {
    Target target = server.listener("admin");
    WireRequest request = WireRequest.of(method, path).header("Host", target.authority());
    if (!authorization.isEmpty()) {
      request = request.header("Authorization", authorization);
    }
    return WireConnection.once(
        target, body.isEmpty() ? request : request.sized(body.getBytes(StandardCharsets.UTF_8)));
  }

  private static Answer ask(Target target, String method, String path, String body)
      throws IOException {
    WireRequest request = WireRequest.of(method, path).header("Host", target.authority());
    return WireConnection.once(
        target, body.isEmpty() ? request : request.sized(body.getBytes(StandardCharsets.UTF_8)));
  }
}
