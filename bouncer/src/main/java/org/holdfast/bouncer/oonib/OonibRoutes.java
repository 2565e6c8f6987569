package org.holdfast.bouncer.oonib;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.holdfast.edge.Refusal;
import org.holdfast.edge.RefusedException;
import org.holdfast.edge.Reply;
import org.holdfast.edge.Request;
import org.holdfast.edge.Routes;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// oonib's policy, inputs and decks (legacy contract §3). The first two names of a path decide; the
/// answers of inputs and decks differ in small things that its clients depend on.
public final class OonibRoutes {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final List<String> LISTED = List.of("name", "description");
  private static final List<String> DESCRIBED =
      List.of("name", "description", "version", "author", "date");
  private static final Pattern INPUT_ID = Pattern.compile("[a-f0-9]{64}");
  private static final Pattern DECK_ID = Pattern.compile("[a-z0-9]{64}");
  private static final String DESCRIPTOR = ".desc";

  private final Supplier<Library> inputs;
  private final Supplier<Library> decks;

  private OonibRoutes(Supplier<Library> inputs, Supplier<Library> decks) {
    this.inputs = inputs;
    this.decks = decks;
  }

  /// Inputs and decks, which oonib always served; what is asked for is asked once for each request.
  public static Routes create(Supplier<Library> inputs, Supplier<Library> decks) {
    var routes = new OonibRoutes(inputs, decks);
    return Routes.builder()
        .get("/input", request -> list(routes.inputs.get()))
        .get("/input/{id}", routes::input)
        .get("/input/{id}/file", routes::inputFile)
        .route("HEAD", "/input/{id}/file", routes::inputFile)
        .get("/deck", request -> list(routes.decks.get()))
        .get("/deck/{id}", routes::deck)
        .get("/deck/{id}/file", routes::deckFile)
        .route("HEAD", "/deck/{id}/file", routes::deckFile)
        .build();
  }

  /// The policy, which is served only where there is one (L45).
  ///
  /// @param policy empty while the file could never be read, which is no reason to act as if there
  ///   were none
  public static Routes policy(Supplier<Optional<OonibPolicy>> policy) {
    return Routes.builder()
        .get("/policy/input", request -> policyInput(known(policy)))
        .get("/policy/nettest", request -> policyNetTest(known(policy)))
        .build();
  }

  private static OonibPolicy known(Supplier<Optional<OonibPolicy>> policy) {
    return policy
        .get()
        .orElseThrow(() -> Refusal.framework(500, "the policy cannot be read").asException());
  }

  private static Reply policyInput(OonibPolicy policy) {
    ArrayNode list = JSON.arrayNode();
    policy.inputs().forEach(id -> list.addObject().put("id", id));
    return Reply.json(list);
  }

  private static Reply policyNetTest(OonibPolicy policy) {
    ArrayNode list = JSON.arrayNode();
    policy
        .netTests()
        .forEach(test -> list.addObject().put("name", test.name()).put("version", test.version()));
    return Reply.json(list);
  }

  /// L49. What has no name and description is passed over.
  private static Reply list(Library library) {
    ArrayNode list = JSON.arrayNode();
    for (Map.Entry<String, Library.Item> item : library.items().entrySet()) {
      item.getValue()
          .descriptor()
          .flatMap(descriptor -> members(descriptor, LISTED))
          .ifPresent(
              members -> {
                ObjectNode entry = list.addObject().put("id", item.getKey());
                entry.setAll(members);
              });
    }
    return Reply.json(list);
  }

  /// L46.
  private Reply input(Request request) {
    String id = describedId(request, INPUT_ID);
    ObjectNode answer = JSON.objectNode().put("id", id);
    answer.setAll(
        inputs
            .get()
            .item(id)
            .flatMap(Library.Item::descriptor)
            .flatMap(descriptor -> members(descriptor, DESCRIBED))
            .orElseThrow(
                () -> refused(404, "input-descriptor-not-found", "there is no such input")));
    return Reply.json(answer);
  }

  /// L48: other than an input's without an id, and 400 where one expects 404.
  private Reply deck(Request request) {
    JsonNode descriptor =
        decks
            .get()
            .item(describedId(request, DECK_ID))
            .flatMap(Library.Item::descriptor)
            .orElseThrow(() -> refused(400, "missing-deck", "there is no such deck"));
    return Reply.json(
        members(descriptor, DESCRIBED)
            .orElseThrow(() -> refused(400, "missing-deck-keys", "its descriptor is incomplete")));
  }

  /// L47.
  private Reply inputFile(Request request) {
    return file(inputs.get(), id(request.pathParameter("id"), INPUT_ID));
  }

  private Reply deckFile(Request request) {
    return file(decks.get(), id(request.pathParameter("id"), DECK_ID));
  }

  private static Reply file(Library library, String id) {
    byte[] content =
        library.item(id).flatMap(Library.Item::content).orElseThrow(OonibRoutes::unknownPath);
    return new Reply(200, Map.of("Content-Type", "application/octet-stream"), content, true);
  }

  /// oonib listed ids with the ending of their descriptor, so that it is taken off here.
  private static String describedId(Request request, Pattern form) {
    String segment = request.pathParameter("id");
    return id(
        segment.endsWith(DESCRIPTOR)
            ? segment.substring(0, segment.length() - DESCRIPTOR.length())
            : segment,
        form);
  }

  private static String id(String segment, Pattern form) {
    if (!form.matcher(segment).matches()) {
      throw unknownPath();
    }
    return segment;
  }

  /// These members as they were written; empty if one is missing.
  private static Optional<ObjectNode> members(JsonNode descriptor, List<String> names) {
    ObjectNode members = JSON.objectNode();
    for (String name : names) {
      if (!descriptor.path(name).isString()) {
        return Optional.empty();
      }
      members.set(name, descriptor.path(name));
    }
    return Optional.of(members);
  }

  private static RefusedException unknownPath() {
    return Refusal.framework(404, "Not Found").asException();
  }

  private static RefusedException refused(int status, String error, String detail) {
    return Refusal.of(status, error, detail, "not-found").asException();
  }
}
