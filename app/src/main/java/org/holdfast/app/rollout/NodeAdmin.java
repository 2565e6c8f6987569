package org.holdfast.app.rollout;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.holdfast.app.config.RolloutConfig;
import org.holdfast.bouncer.fleet.enrol.OwnFile;
import org.holdfast.model.json.BoundedJson;
import org.holdfast.model.json.UnreadableJsonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The admin listener of one node. Each question has a connection of its own: one that is kept
/// would go on leading to the process that leaves.
final class NodeAdmin {
  private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(3);
  private static final int OK = 200;
  private static final int ACCEPTED = 202;
  private static final int NOT_FOUND = 404;
  private static final int UNAVAILABLE = 503;

  private final RolloutConfig.Node node;

  NodeAdmin(RolloutConfig.Node node) {
    this.node = node;
  }

  String name() {
    return node.node();
  }

  /// How an upgrade fares on its node.
  ///
  /// @param state `running`, `done`, `failed` or `lost`; empty if the node has heard of none
  record Job(String state, List<String> lines) {
    boolean runs() {
      return state.equals("running");
    }

    boolean isUnknown() {
      return state.isEmpty();
    }

    boolean isDone() {
      return state.equals("done");
    }

    String lastWords() {
      return lines.stream()
          .filter(line -> line.contains("failed") || line.contains("nothing was changed"))
          .reduce((first, second) -> second)
          .orElse(lines.isEmpty() ? state : lines.getLast());
    }
  }

  /// Orders an upgrade; the same order again changes nothing.
  Job order(String job, String release) throws IOException, InterruptedException {
    return order(job, JsonNodeFactory.instance.objectNode().put("release", release));
  }

  /// Orders the way back of an upgrade.
  Job orderBack(String job, String backOf) throws IOException, InterruptedException {
    return order(job, JsonNodeFactory.instance.objectNode().put("back_of", backOf));
  }

  private Job order(String job, ObjectNode body) throws IOException, InterruptedException {
    return described(
        ask(
            to("/upgrades/" + job)
                .header("Authorization", bearer())
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body.toString())),
            ACCEPTED));
  }

  Job job(String job) throws IOException, InterruptedException {
    return described(ask(to("/upgrades/" + job).header("Authorization", bearer()), OK, NOT_FOUND));
  }

  private static Job described(String text) throws IOException {
    JsonNode said = json(text);
    return new Job(
        said.path("state").stringValue(""),
        said.path("lines").valueStream().map(line -> line.stringValue("")).toList());
  }

  Vitals vitals() throws IOException, InterruptedException {
    JsonNode ready = json(ask(to("/health/ready"), OK, UNAVAILABLE));
    String waitsFor =
        String.join(
            ", ", ready.path("waits_for").valueStream().map(w -> w.stringValue("")).toList());
    return Vitals.of(new Scrape(ask(to("/metrics"), OK)), waitsFor);
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(node.admin().toString().replaceFirst("/$", "") + path))
        .timeout(ANSWERS_WITHIN);
  }

  private String bearer() throws IOException {
    return "Bearer " + OwnFile.read(node.tokenFile()).lines().findFirst().orElse("").strip();
  }

  private String ask(HttpRequest.Builder request, int... expected)
      throws IOException, InterruptedException {
    try (HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(ANSWERS_WITHIN)
            .build()) {
      HttpResponse<String> answer =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString(UTF_8));
      for (int status : expected) {
        if (answer.statusCode() == status) {
          return answer.body();
        }
      }
      throw new IOException(
          String.format(
              Locale.ROOT, "%s answers %d: %s", node.admin(), answer.statusCode(), answer.body()));
    }
  }

  private static JsonNode json(String text) throws IOException {
    try {
      return BoundedJson.readTree(text.getBytes(UTF_8));
    } catch (UnreadableJsonException e) {
      throw new IOException("the answer is not JSON", e);
    }
  }
}
