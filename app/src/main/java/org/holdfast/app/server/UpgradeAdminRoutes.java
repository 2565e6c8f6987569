package org.holdfast.app.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.holdfast.app.config.HoldfastConfig;
import org.holdfast.edge.Refusal;
import org.holdfast.edge.RefusedException;
import org.holdfast.edge.Reply;
import org.holdfast.edge.Request;
import org.holdfast.edge.Routes;
import org.holdfast.model.json.BoundedJson;
import org.holdfast.model.json.UnreadableJsonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Upgrades of this machine over the admin listener, for `holdfast upgrade --fleet`. Both routes
/// ask for the [AdminToken].
///
/// | route | answer |
/// |---|---|
/// | `PUT /upgrades/{id}` with `{"release":DIR}` or `{"back_of":ID}` | 202 and what the other says; the same again changes nothing |
/// | `GET /upgrades/{id}` | `{"id","state":"running", "done", "failed" or "lost","lines":[text]}` |
///
/// A release must lie in the directory of `upgrade.releases`, so that the token alone starts
/// nothing that was not put there; the way back leads to the build that ran before the upgrade
/// named.
final class UpgradeAdminRoutes {
  private static final int BODY_BYTES_MAX = 4096;
  private static final String ID = "[A-Za-z0-9][A-Za-z0-9.-]{0,80}";

  private final HoldfastConfig config;
  private final AdminToken token;
  private final UpgradeJobs jobs;

  UpgradeAdminRoutes(HoldfastConfig config, AdminToken token) {
    this.config = config;
    this.token = token;
    this.jobs = new UpgradeJobs(config.data());
  }

  Routes routes() {
    return Routes.builder()
        .put("/upgrades/{id}", this::start)
        .get("/upgrades/{id}", this::state)
        .build();
  }

  private Reply start(Request request) {
    token.check(request);
    String id = id(request);
    JsonNode body = body(request);
    String back = body.path("back_of").stringValue("");
    try {
      UpgradeJobs.Goal goal =
          back.isEmpty()
              ? new UpgradeJobs.Goal(
                  release(body.path("release").stringValue("")), Optional.empty())
              : before(back);
      jobs.start(id, goal);
      return Reply.json(202, described(id));
    } catch (IOException e) {
      throw refused(500, "not-started", "the upgrade cannot be started: " + e.getMessage());
    }
  }

  private Reply state(Request request) {
    token.check(request);
    try {
      return Reply.json(200, described(id(request)));
    } catch (IOException e) {
      throw refused(500, "not-readable", "the upgrade's files cannot be read: " + e.getMessage());
    }
  }

  private ObjectNode described(String id) throws IOException {
    UpgradeJobs.Job job =
        jobs.find(id)
            .orElseThrow(() -> refused(404, "unknown-upgrade", "there is none of that name"));
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("id", id).put("state", job.state().name().toLowerCase(Locale.ROOT));
    job.lines().forEach(answer.putArray("lines")::add);
    return answer;
  }

  private UpgradeJobs.Goal before(String id) throws IOException {
    Optional<UpgradeJobs.Goal> before = id.matches(ID) ? jobs.before(id) : Optional.empty();
    return before.orElseThrow(
        () -> refused(404, "unknown-upgrade", "back_of names no upgrade of this node"));
  }

  private Path release(String named) {
    Path releases =
        config
            .upgrade()
            .releases()
            .orElseThrow(
                () ->
                    refused(403, "no-releases-configured", "upgrade.releases names no directory"));
    try {
      Path inside = releases.toRealPath();
      Path release = Path.of(named).toRealPath();
      if (inside.equals(release.getParent()) && Files.isExecutable(release.resolve("holdfast"))) {
        return release;
      }
    } catch (IOException | IllegalArgumentException e) {
      // Told below.
    }
    throw refused(
        400,
        "unknown-release",
        "release is no directory in upgrade.releases with a 'holdfast' that can be run");
  }

  private static String id(Request request) {
    String id = request.pathParameter("id");
    if (!id.matches(ID)) {
      throw refused(400, "invalid-request", "an upgrade's name is A-Z, a-z, 0-9, '-' and '.'");
    }
    return id;
  }

  private static JsonNode body(Request request) {
    byte[] body = request.body();
    try {
      return BoundedJson.readTree(body.length == 0 ? "{}".getBytes(UTF_8) : body, BODY_BYTES_MAX);
    } catch (UnreadableJsonException e) {
      throw refused(400, "invalid-request", "not readable: " + e.getMessage());
    }
  }

  private static RefusedException refused(int status, String error, String detail) {
    return Refusal.of(status, error, detail, "upgrade-" + error).asException();
  }
}
