package org.holdfast.bouncer.circumvention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.holdfast.bouncer.BouncerRoutes;
import org.holdfast.bouncer.DiscoverySnapshot;
import org.holdfast.bouncer.fixture.Fleets;
import org.holdfast.bouncer.fixture.InProcessClient;
import org.holdfast.bouncer.fixture.InProcessClient.Answer;
import org.holdfast.bouncer.fixture.Parts;
import org.holdfast.bouncer.run.RunLinks;
import org.holdfast.bouncer.testlist.MeasuredCounts;
import org.holdfast.bouncer.testlist.TestList;
import org.holdfast.edge.watch.UnusableFileException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ToolTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String TARGETS =
      """
      {"f37":{"address":"192.0.2.18:80","fingerprint":"","name":"","protocol":"dir_port",
       "source":""},
       "a1":{"address":"192.0.2.38:443","fingerprint":"2D3C","protocol":"obfs4","source":"private",
       "params":{"cert":["x"],"iat-mode":["0"]}}}\
      """;
  private static final String PSIPHON =
      """
      {"ClientPlatform":"ooni","ClientVersion":"1","EstablishTunnelTimeoutSeconds":60,
       "LocalHttpProxyPort":0,"LocalSocksProxyPort":0,"PropagationChannelId":"FF",
       "RemoteServerListDownloadFilename":"f","RemoteServerListSignaturePublicKey":"k",
       "RemoteServerListURLs":[{"OnlyAfterAttempts":0,"SkipVerify":true,"URL":"aHR0cHM="}],
       "SponsorId":"S","TargetApiProtocol":"ssh","UseIndistinguishableTLS":true%s}\
      """;
  private static final String VPN =
      """
      riseupvpn:
        ca: &pem |
          -----BEGIN CERTIFICATE-----
          AAAA
          -----END CERTIFICATE-----
        cert: *pem
        key: *pem
        date-updated: 2026-08-21T09:10:11.5Z
        endpoints:
          - openvpn://riseupvpn.corp/?address=192.0.2.1:443&transport=tcp
          - openvpn://riseupvpn.corp/?address=192.0.2.2:443&transport=tcp
          - openvpn://riseupvpn.corp/?address=192.0.2.3:443&transport=tcp
          - openvpn://riseupvpn.corp/?address=192.0.2.4:443&transport=udp
          - openvpn://riseupvpn.corp/?address=192.0.2.5:443&transport=udp
          - openvpn://riseupvpn.corp/?address=192.0.2.6:443&transport=udp
      """;

  @TempDir Path directory;

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("file"), text);
  }

  private Tools tools() throws IOException, UnusableFileException {
    return new Tools(
        ToolFiles.torTargets(file(TARGETS), Optional.empty()).value(),
        ToolFiles.psiphonConfig(file(PSIPHON.formatted(",\"Other\":1")), Optional.empty()).value(),
        ToolFiles.vpnConfigs(file(VPN), Map.of()).value());
  }

  private static InProcessClient probe(Tools tools, boolean tokenRequired) {
    return new InProcessClient(
        BouncerRoutes.create(
            () ->
                new DiscoverySnapshot(
                    Optional.of(Fleets.ONE),
                    new TestList(TestList.WELL_KNOWN),
                    tools,
                    RunLinks.NONE),
            Parts.of(Clock.systemUTC(), MeasuredCounts.NONE, tokenRequired)));
  }

  @Test
  @DisplayName("P28: the targets as they are, source above all")
  void torTargetsAreServedWithTheirSource() throws Exception {
    Answer answer = probe(tools(), false).get("/api/v1/test-list/tor-targets?country_code=IT");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json()).isEqualTo(JSON.readTree(TARGETS));
    assertThat(answer.text("/a1/source")).isEqualTo("private");
  }

  @Test
  @DisplayName("P28: every member of Psiphon's configuration and no other")
  void psiphonConfigIsServedWhole() throws Exception {
    Answer answer = probe(tools(), false).get("/api/v1/test-list/psiphon-config");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json()).isEqualTo(JSON.readTree(PSIPHON.formatted("")));
  }

  @Test
  @DisplayName("P28: with token-required both ask for the token of P25")
  void tokenOpensBoth() throws Exception {
    InProcessClient probe = probe(tools(), true);
    String id = probe.post("/api/v1/register", "{}").text("/client_id");
    String token =
        probe
            .post("/api/v1/login", "{\"username\":\"%s\",\"password\":\"p\"}".formatted(id))
            .text("/token");

    for (String name : Set.of("tor-targets", "psiphon-config")) {
      String path = "/api/v1/test-list/" + name;
      assertThat(probe.withToken(token).get(path).status()).isEqualTo(200);
      for (InProcessClient stranger : Set.of(probe, probe.withToken(id), probe.withToken(""))) {
        Answer answer = stranger.get(path);
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.text("/error")).isEqualTo("invalid-token");
      }
    }
  }

  @Test
  @DisplayName("P29: the shape, at most four endpoints, each of them sometimes")
  void vpnConfigHasAtMostFourEndpoints() throws Exception {
    InProcessClient probe = probe(tools(), false);
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      Answer answer = probe.get("/api/v2/ooniprobe/vpn-config/riseupvpn?country_code=IT");
      assertThat(answer.json().propertyNames())
          .containsExactly("provider", "protocol", "config", "date_updated", "endpoints");
      assertThat(answer.text("/protocol")).isEqualTo("openvpn");
      assertThat(answer.text("/date_updated")).isEqualTo("2026-08-21T09:10:11.500000Z");
      assertThat(answer.at("/config"))
          .hasSize(3)
          .allMatch(pem -> pem.asString().startsWith("-----BEGIN CERTIFICATE-----\n"));
      assertThat(answer.at("/endpoints")).hasSize(4);
      answer.at("/endpoints").forEach(endpoint -> seen.add(endpoint.asString()));
    }

    assertThat(seen).hasSize(6);
  }

  @Test
  @DisplayName("P29: another provider is 404")
  void otherProviderIsUnknown() throws Exception {
    Answer answer = probe(tools(), false).get("/api/v2/ooniprobe/vpn-config/othervpn");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.text("/detail")).isEqualTo("provider not found");
  }

  @Test
  @DisplayName("P28, U6: what nobody configured is 404 with error, which fails that nettest alone")
  void whatIsNotConfiguredIsNotFound() {
    for (String name : Set.of("tor-targets", "psiphon-config")) {
      Answer answer = probe(Tools.NONE, false).get("/api/v1/test-list/" + name);
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.text("/error")).isEqualTo("not-configured");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "{}",
        "[]",
        "{\"a\":7}",
        "{\"a\":{\"address\":\"x\",\"fingerprint\":\"x\"}}",
        "{\"a\":{\"address\":\"x\",\"fingerprint\":\"x\",\"protocol\":\"p\",\"params\":{\"a\":\"b\"}}}",
        "{\"a\":{\"address\":\"x\",\"fingerprint\":\"x\",\"protocol\":\"p\",\"source\":7}}"
      })
  @DisplayName("P28: targets a client could not read are not served")
  void unusableTargetsAreRefused(String json) throws IOException {
    Path file = file(json);

    assertThatThrownBy(() -> ToolFiles.torTargets(file, Optional.empty()))
        .isInstanceOf(UnusableFileException.class);
  }

  @Test
  @DisplayName("P28: a configuration of Psiphon that lacks a member is not served")
  void incompletePsiphonConfigIsRefused() {
    JsonNode whole = JSON.readTree(PSIPHON.formatted(""));
    for (String name : whole.propertyNames()) {
      if (!name.equals("RemoteServerListURLs")) {
        String lacking = whole.toString().replace("\"" + name + "\"", "\"Other\"");
        assertThatThrownBy(() -> ToolFiles.psiphonConfig(file(lacking), Optional.empty()))
            .hasMessageContaining(name);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ca: &pem |", "cert: *pem", "date-updated: 2026", "openvpn:", "riseupvpn:"})
  @DisplayName("P29: credentials that are none are not served")
  void unusableVpnConfigIsRefused(String part) throws IOException {
    Path file = file(VPN.replace(part, part.startsWith("date") ? "date-updated: x" : "X y:"));

    assertThatThrownBy(() -> ToolFiles.vpnConfigs(file, Map.of()))
        .isInstanceOf(UnusableFileException.class);
  }
}
