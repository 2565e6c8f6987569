package org.holdfast.app.upgrade;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.holdfast.model.Sha256;
import org.holdfast.model.id.CanarySeal;
import org.holdfast.model.id.FleetKey;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A measurement that is sent to see whether a collector works, and looked for where readers look.
/// A seal under the fleet key tells it from those of probes: it is never published.
final class Canary {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;

  private final HttpClient http;
  private final URI server;
  private final FleetKey key;

  Canary(HttpClient http, URI server, FleetKey key) {
    this.http = http;
    this.server = server;
    this.key = key;
  }

  /// Sends one and waits until it can be read.
  ///
  /// @return its uid
  /// @throws UpgradeFailedException if it is not accepted, or does not arrive in time
  String fly(Duration atMost) throws UpgradeFailedException, InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    try {
      String uid = submit(atMost);
      awaitReadable(uid, end, atMost);
      return uid;
    } catch (IOException e) {
      throw new UpgradeFailedException("a canary measurement was not answered: " + e);
    }
  }

  private String submit(Duration atMost)
      throws IOException, InterruptedException, UpgradeFailedException {
    byte[] document = CanarySeal.newDocument(Instant.now(), key);
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    request.put("format", "json").put("content", new String(document, UTF_8));
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(server.resolve("/api/v1/submit_measurement"))
                .timeout(atMost)
                .header("Content-Type", "application/json")
                .header("Holdfast-Canary", key.canaryToken(Sha256.of(document)).toString())
                .POST(HttpRequest.BodyPublishers.ofString(request.toString()))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    String uid = answer.statusCode() == OK ? uidIn(answer.body()) : "";
    if (uid.isEmpty()) {
      throw new UpgradeFailedException(
          "a canary measurement was answered with status " + answer.statusCode());
    }
    return uid;
  }

  private static String uidIn(String answer) {
    try {
      return JSON.readTree(answer).path("measurement_uid").stringValue("");
    } catch (JacksonException e) {
      return "";
    }
  }

  private void awaitReadable(String uid, long end, Duration atMost)
      throws IOException, InterruptedException, UpgradeFailedException {
    int status = status("/canary/" + uid);
    while (status != OK && System.nanoTime() - end < 0) {
      TimeUnit.NANOSECONDS.sleep(BETWEEN_LOOKS.toNanos());
      status = status("/canary/" + uid);
    }
    if (status != OK) {
      throw new UpgradeFailedException(
          "a canary measurement was acknowledged as %s and could not be read within %s"
              .formatted(uid, Upgrade.text(atMost)));
    }
    // Not for the canary, which it does not know, but to see that it answers; a server without that
    // role has no such route.
    int read = status("/api/v1/measurements?limit=1");
    if (read != OK && read != NOT_FOUND) {
      throw new UpgradeFailedException("the read API answers with status " + read);
    }
  }

  private int status(String path) throws IOException, InterruptedException {
    return http.send(
            HttpRequest.newBuilder(server.resolve(path)).timeout(Duration.ofSeconds(20)).build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }
}
