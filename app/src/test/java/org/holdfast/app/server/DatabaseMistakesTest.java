package org.holdfast.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import org.holdfast.catalogue.sql.PostgresOptions;
import org.holdfast.catalogue.sql.PostgresServer;
import org.holdfast.testkit.history.ReadApi;
import org.holdfast.testkit.wire.Answer;
import org.holdfast.testkit.wire.WireConnection;
import org.holdfast.testkit.wire.WireRequest;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Settings of a database server that are wrong, as an operator meets them.
class DatabaseMistakesTest {
  private static final Duration RECOVERY = Duration.ofSeconds(60);

  @TempDir Path directory;

  @Test
  @DisplayName("I1, I10: a wrong password is named, nothing is lost, and it is mended in its file")
  void wrongPasswordIsNamedAndMayBePutRight() throws Exception {
    PostgresOptions database = PostgresServer.emptyDatabase();
    PostgresServer.addRole(database, "locked", "the right one");
    Path password =
        Files.createFile(
            directory.resolve("password"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(password, "another one\n");
    String settings =
        "catalogue: {postgresql: {url: '%s', user: locked, password-file: '%s'}}\n"
            .formatted(database.url(), password);
    try (BalancedServer server =
        Servers.start(directory.resolve("data"), settings, new StopSignal())) {
      String uid = submit(server);
      awaitReady(
          server,
          "catalogue: it cannot be opened: ",
          "password authentication failed for user \\\"locked\\\"");
      assertThat(ready(server).text()).doesNotContain("another one", "Exception");

      Files.writeString(password, "the right one\n");

      awaitReady(server, "\"ready\"");
      try (ReadApi api = new ReadApi(server.listener("public"))) {
        await().atMost(RECOVERY).until(() -> api.raw(uid), Optional::isPresent);
      }
    }
  }

  @Test
  @DisplayName("I10: a database that is not there is named, and used once it is")
  void missingDatabaseIsNamed() throws Exception {
    PostgresOptions some = PostgresServer.emptyDatabase();
    String url = some.url().replaceFirst("/test_[0-9]+", "/made_later");
    String settings = "catalogue: {postgresql: {url: '%s', user: postgres}}\n".formatted(url);
    try (BalancedServer server =
        Servers.start(directory.resolve("data"), settings, new StopSignal())) {
      awaitReady(server, "catalogue: it cannot be opened: ", "made_later", "does not exist");

      PostgresServer.execute("postgres", "CREATE DATABASE made_later");

      awaitReady(server, "\"ready\"");
    }
  }

  private static void awaitReady(BalancedServer server, String... says) {
    await().atMost(RECOVERY).untilAsserted(() -> assertThat(ready(server).text()).contains(says));
  }

  private static Answer ready(BalancedServer server) throws IOException {
    String authority = server.listener("admin").authority();
    return WireConnection.once(
        server.listener("admin"), WireRequest.of("GET", "/health/ready").header("Host", authority));
  }

  private static String submit(BalancedServer server) throws IOException {
    byte[] body =
        ("{\"format\":\"json\",\"content\":\"{\\\"test_name\\\":\\\"signal\\\","
                + "\\\"probe_cc\\\":\\\"PT\\\",\\\"probe_asn\\\":\\\"AS1\\\","
                + "\\\"test_start_time\\\":\\\"2026-01-02 03:04:05\\\"}\"}")
            .getBytes(StandardCharsets.UTF_8);
    Answer answer =
        WireConnection.once(
            server.listener("public"),
            WireRequest.of("POST", "/api/v1/submit_measurement")
                .header("Host", server.listener("public").authority())
                .sized(body));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.member("measurement_uid").orElseThrow();
  }
}
