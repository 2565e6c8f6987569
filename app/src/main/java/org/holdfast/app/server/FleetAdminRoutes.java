package org.holdfast.app.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.holdfast.app.role.DirectoryRole;
import org.holdfast.bouncer.fleet.FleetUnavailableException;
import org.holdfast.bouncer.fleet.NodeName;
import org.holdfast.bouncer.fleet.Wanted;
import org.holdfast.bouncer.fleet.live.NodeStatus;
import org.holdfast.bouncer.fleet.operate.FleetOperations;
import org.holdfast.bouncer.fleet.operate.FleetTable;
import org.holdfast.bouncer.fleet.operate.StatusPage;
import org.holdfast.edge.Refusal;
import org.holdfast.edge.RefusedException;
import org.holdfast.edge.Reply;
import org.holdfast.edge.Request;
import org.holdfast.edge.Routes;
import org.holdfast.model.json.BoundedJson;
import org.holdfast.model.json.UnreadableJsonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The fleet on the admin listener. What changes something asks for `Authorization: Bearer TOKEN`
/// with the token of `admin.token-file`, compared in constant time, and takes `{"why":...}`;
/// `?dry-run=true` shows what would change.
///
/// | route | answer |
/// |---|---|
/// | `GET /fleet` | the fleet as a page |
/// | `GET /fleet/nodes` | likewise as JSON |
/// | `GET /fleet/history` | the last acts, `{"acts":[line]}` |
/// | `POST /fleet/nodes/{node}/drain`, `/promote`, `/retire` | `{"subject","before","after","done"}` |
/// | `POST /fleet/pins/{nettest}` with `{"node":NAME or null}` | likewise |
///
/// 401 `unauthorised`, 403 `no-token-configured`, 404 `unknown-node`, 503 while there is no
/// database.
final class FleetAdminRoutes {
  private static final Duration AGAIN = Duration.ofSeconds(2);
  private static final int BODY_BYTES_MAX = 4096;
  private static final int ACTS = 100;
  private static final String WHO = "admin-api";

  private final AdminToken token;
  private final Clock clock;
  private final AtomicReference<Optional<DirectoryRole>> directory =
      new AtomicReference<>(Optional.empty());

  FleetAdminRoutes(AdminToken token, Clock clock) {
    this.token = token;
    this.clock = clock;
  }

  /// From now on there is a directory.
  void open(DirectoryRole opened) {
    directory.set(Optional.of(opened));
  }

  Routes routes() {
    return Routes.builder()
        .get("/fleet", request -> page(known()))
        .get("/fleet/nodes", request -> nodes(known()))
        .get("/fleet/history", request -> guarded(this::history))
        .post("/fleet/nodes/{node}/drain", request -> want(request, Wanted.DRAINED))
        .post("/fleet/nodes/{node}/promote", request -> want(request, Wanted.SERVING))
        .post("/fleet/nodes/{node}/retire", request -> want(request, Wanted.RETIRED))
        .post("/fleet/pins/{nettest}", this::pin)
        .build();
  }

  private DirectoryRole known() {
    return directory
        .get()
        .orElseThrow(() -> refused(404, "no-directory", "this process keeps no fleet directory"));
  }

  private static Reply page(DirectoryRole directory) {
    return Reply.text(
            200,
            "text/html; charset=utf-8",
            StatusPage.html(directory.live().status(), directory.notes()))
        .with("Cache-Control", "no-store");
  }

  private static Reply nodes(DirectoryRole directory) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    directory.notes().forEach(answer.putArray("notes")::add);
    ArrayNode nodes = answer.putArray("nodes");
    for (NodeStatus status : directory.live().status()) {
      ObjectNode node = nodes.addObject().put("node", status.node().name().text());
      node.put("wanted", status.node().wanted().word());
      node.put("in_answers", status.inAnswers()).put("reason", status.reason());
      status
          .node()
          .last()
          .ifPresent(
              last ->
                  node.put("state", last.state().word())
                      .put("version", last.version())
                      .put("capacity", last.capacity())
                      .put("load", last.load()));
      status.silentSeconds().ifPresent(seconds -> node.put("silent_seconds", seconds));
      ArrayNode addresses = node.putArray("addresses");
      for (NodeStatus.AddressStatus address : status.addresses()) {
        ObjectNode entry = addresses.addObject().put("address", address.address().key());
        entry.put("well", address.well()).put("reason", address.reason());
        address.answeredSecondsAgo().ifPresent(s -> entry.put("answered_seconds_ago", s));
      }
    }
    return Reply.json(answer);
  }

  private Reply history() {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    FleetTable.history(known().store().history(ACTS)).forEach(answer.putArray("acts")::add);
    return Reply.json(answer);
  }

  private Reply want(Request request, Wanted wanted) {
    token.check(request);
    String why = text(body(request), "why");
    NodeName node =
        NodeName.parse(request.pathParameter("node")).orElseThrow(FleetAdminRoutes::unknownNode);
    return guarded(() -> changed(operations().want(node, wanted, WHO, why, isDryRun(request))));
  }

  private Reply pin(Request request) {
    token.check(request);
    JsonNode body = body(request);
    String netTest = request.pathParameter("nettest");
    if (!netTest.matches("[a-z0-9_]{1,64}")) {
      throw refused(400, "invalid-request", "not a nettest's name");
    }
    Optional<NodeName> node =
        body.path("node").isNull()
            ? Optional.empty()
            : Optional.of(
                NodeName.parse(text(body, "node")).orElseThrow(FleetAdminRoutes::unknownNode));
    return guarded(
        () -> changed(operations().pin(netTest, node, WHO, text(body, "why"), isDryRun(request))));
  }

  private FleetOperations operations() {
    return new FleetOperations(known().store(), clock);
  }

  private static boolean isDryRun(Request request) {
    return request.query("dry-run").filter("true"::equals).isPresent();
  }

  private static Reply changed(Optional<FleetOperations.Change> change) {
    FleetOperations.Change one = change.orElseThrow(FleetAdminRoutes::unknownNode);
    return Reply.json(
        JsonNodeFactory.instance
            .objectNode()
            .put("subject", one.subject())
            .put("before", one.before())
            .put("after", one.after())
            .put("done", one.done()));
  }

  private static JsonNode body(Request request) {
    byte[] body = request.body();
    try {
      return BoundedJson.readTree(body.length == 0 ? "{}".getBytes(UTF_8) : body, BODY_BYTES_MAX);
    } catch (UnreadableJsonException e) {
      throw refused(400, "invalid-request", "not readable: " + e.getMessage());
    }
  }

  private static String text(JsonNode body, String member) {
    String text = body.path(member).stringValue("");
    if (text.isBlank()) {
      throw refused(400, "invalid-request", member + " is missing or empty");
    }
    return text;
  }

  private interface Step {
    Reply take();
  }

  private static Reply guarded(Step step) {
    try {
      return step.take();
    } catch (FleetUnavailableException e) {
      throw Refusal.unavailable("the directory's database does not answer", "fleet-away", AGAIN)
          .asException();
    }
  }

  private static RefusedException unknownNode() {
    return refused(404, "unknown-node", "nobody of that name is enrolled");
  }

  private static RefusedException refused(int status, String error, String detail) {
    return Refusal.of(status, error, detail, "fleet-" + error).asException();
  }
}
