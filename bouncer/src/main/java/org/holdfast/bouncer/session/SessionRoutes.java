package org.holdfast.bouncer.session;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.holdfast.bouncer.request.JsonBody;
import org.holdfast.edge.Refusal;
import org.holdfast.edge.RefusedException;
import org.holdfast.edge.Reply;
import org.holdfast.edge.Request;
import org.holdfast.edge.Routes;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `POST /api/v1/register`, `POST /api/v1/login`, `PUT /api/v1/update/{client_id}`. Passwords are
/// neither compared nor kept: the credential is the signature. Each refusal has a top-level
/// `error`, without which measurement-kit ends its app (U7).
public final class SessionRoutes {
  private final SessionTokens tokens;
  private final Clock clock;

  private SessionRoutes(SessionTokens tokens, Clock clock) {
    this.tokens = tokens;
    this.clock = clock;
  }

  public static Routes create(SessionTokens tokens, Clock clock) {
    var routes = new SessionRoutes(tokens, clock);
    return Routes.builder()
        .post("/api/v1/register", routes::register)
        .post("/api/v1/login", routes::login)
        .put("/api/v1/update/{client_id}", SessionRoutes::update)
        .build();
  }

  /// Whatever a client says of itself, it gets an id (P25).
  private Reply register(Request request) {
    var _ = object(request);
    return uncached(JsonNodeFactory.instance.objectNode().put("client_id", tokens.registered()));
  }

  /// P25, P26.
  private Reply login(Request request) {
    JsonNode body = object(request);
    Optional<String> userName = JsonBody.text(body.path("username"));
    if (userName.isEmpty() || JsonBody.text(body.path("password")).isEmpty()) {
      throw wrong("a user name and a password are expected");
    }
    Optional<Instant> registration =
        switch (tokens.login(userName.get())) {
          case SessionTokens.Login.Registered(Instant since) -> Optional.of(since);
          case SessionTokens.Login.Legacy() -> Optional.empty();
          case SessionTokens.Login.Wrong() -> throw wrong("this is no client id that holds");
        };
    Instant expiry = clock.instant().truncatedTo(ChronoUnit.SECONDS).plus(SessionTokens.LIFE);
    return uncached(
        JsonNodeFactory.instance
            .objectNode()
            .put("token", tokens.token(registration, expiry))
            .put("expire", expiry.toString()));
  }

  /// Read and thrown away: there is nothing to update (P27).
  private static Reply update(Request request) {
    var _ = request.body();
    return uncached(JsonNodeFactory.instance.objectNode().put("status", "ok"));
  }

  private static JsonNode object(Request request) {
    JsonNode body = JsonBody.readOrEmpty(request);
    if (!body.isObject()) {
      throw JsonBody.invalid("not a JSON object");
    }
    return body;
  }

  private static RefusedException wrong(String detail) {
    return Refusal.of(401, "wrong-username-password", detail, "unauthorised").asException();
  }

  private static Reply uncached(ObjectNode body) {
    return Reply.json(body).with("Cache-Control", "no-cache");
  }
}
