package org.holdfast.bouncer.fleet.enrol;

import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.holdfast.bouncer.fleet.AddressPolicy;
import org.holdfast.bouncer.fleet.FleetStore;
import org.holdfast.bouncer.fleet.FleetUnavailableException;
import org.holdfast.bouncer.fleet.Heartbeat;
import org.holdfast.bouncer.fleet.HeartbeatFormat;
import org.holdfast.bouncer.fleet.KnownFleet;
import org.holdfast.bouncer.fleet.KnownNode;
import org.holdfast.bouncer.fleet.NodeName;
import org.holdfast.bouncer.fleet.NodePublicKey;
import org.holdfast.bouncer.fleet.PublishedAddress;
import org.holdfast.bouncer.fleet.UnusableHeartbeatException;
import org.holdfast.bouncer.fleet.Wanted;
import org.holdfast.edge.Refusal;
import org.holdfast.edge.RefusedException;
import org.holdfast.edge.Reply;
import org.holdfast.edge.Request;
import org.holdfast.edge.Routes;
import org.holdfast.model.Sha256;
import org.holdfast.model.json.BoundedJson;
import org.holdfast.model.json.UnreadableJsonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// What nodes send to a directory. The body is signed as it is, byte by byte, in the header
/// `Holdfast-Signature`.
///
/// | route | body |
/// |---|---|
/// | `POST /fleet/v1/first-contact` | `{"v":1,"token","public_key"}`, signed with that key |
/// | `POST /fleet/v1/heartbeat` | see [HeartbeatFormat], signed with the node's key |
///
/// The database is asked for nothing but what a node of the fleet has signed and nobody has seen
/// yet; everything else is refused from what was read last, at most a moment ago.
///
/// Refusals: 413 `oversized`; 400 `invalid-heartbeat` with the member; 403 `other-fleet`,
/// `private-address`, `unknown-node`, `no-key-yet`, `forged`, `retired`, `wrong-token`,
/// `expired-token`; 409 `stale` for one that is not newer than the last (with `boot`, the number of
/// the last start that was heard of) and `address-of-another-node`; 503 `unavailable` while the
/// database does not answer.
public final class HeartbeatRoutes {
  public static final String SIGNATURE = "Holdfast-Signature";
  static final String HEARTBEAT = "/fleet/v1/heartbeat";
  static final String FIRST_CONTACT = "/fleet/v1/first-contact";
  static final String HEARTBEAT_PURPOSE = "heartbeat";
  static final String FIRST_CONTACT_PURPOSE = "first-contact";

  private static final Duration UNTIL_ANSWERING = Duration.ofSeconds(2);

  private final FleetStore store;
  private final String fleet;
  private final KnownFleet known;
  private final AddressPolicy policy;
  private final Clock clock;

  private HeartbeatRoutes(
      FleetStore store, String fleet, KnownFleet known, AddressPolicy policy, Clock clock) {
    this.store = store;
    this.fleet = fleet;
    this.known = known;
    this.policy = policy;
    this.clock = clock;
  }

  /// @param fleet what heartbeats must be meant for
  /// @param known what was read of the store last
  public static Routes create(
      FleetStore store, String fleet, KnownFleet known, AddressPolicy policy, Clock clock) {
    HeartbeatRoutes routes = new HeartbeatRoutes(store, fleet, known, policy, clock);
    return Routes.builder()
        .post(HEARTBEAT, request -> routes.guarded(request, routes::heartbeat))
        .post(FIRST_CONTACT, request -> routes.guarded(request, routes::firstContact))
        .build();
  }

  private interface Step {
    Reply answer(byte[] body, byte[] signature);
  }

  private Reply guarded(Request request, Step step) {
    boolean declaredTooLong =
        request
            .header("Content-Length")
            .filter(length -> length.length() > 9 || tooLong(Integer.parseInt(length)))
            .isPresent();
    byte[] body = declaredTooLong ? new byte[0] : request.body();
    if (declaredTooLong || tooLong(body.length)) {
      throw refused(413, "oversized", "at most " + HeartbeatFormat.BYTES_MAX + " bytes are read");
    }
    try {
      return step.answer(body, signature(request));
    } catch (FleetUnavailableException e) {
      throw unavailable();
    }
  }

  private static RefusedException unavailable() {
    return Refusal.unavailable(
            "the directory's database does not answer", "fleet-unavailable", UNTIL_ANSWERING)
        .asException();
  }

  private static boolean tooLong(int length) {
    return length > HeartbeatFormat.BYTES_MAX;
  }

  private static byte[] signature(Request request) {
    try {
      return Base64.getDecoder().decode(request.header(SIGNATURE).orElse(""));
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  private Reply heartbeat(byte[] body, byte[] signature) {
    Heartbeat heartbeat;
    try {
      heartbeat = HeartbeatFormat.read(body);
    } catch (UnusableHeartbeatException e) {
      throw refused(400, "invalid-heartbeat", String.valueOf(e.getMessage()));
    }
    if (!heartbeat.fleet().equals(fleet)) {
      throw refused(403, "other-fleet", "this directory is that of fleet " + fleet);
    }
    KnownNode node = enrolled(heartbeat.node());
    NodePublicKey key =
        node.publicKey()
            .orElseThrow(() -> refused(403, "no-key-yet", "the first contact is missing"));
    if (!key.hasSigned(HEARTBEAT_PURPOSE, body, signature)) {
      throw refused(403, "forged", "the signature is not that of this node");
    }
    if (node.wanted() == Wanted.RETIRED) {
      throw refused(403, "retired", "this node was retired from the fleet");
    }
    checkAddresses(heartbeat);
    if (node.last().filter(last -> !heartbeat.isAfter(last)).isPresent()
        || store.hear(heartbeat, now()) == FleetStore.Hearing.STALE) {
      return stale(node);
    }
    return Reply.json(
        JsonNodeFactory.instance
            .objectNode()
            .put("status", "ok")
            .put("wanted", node.wanted().word()));
  }

  private KnownNode enrolled(NodeName name) {
    Optional<KnownNode> node = known.node(name);
    if (node.isEmpty() && !known.isKnown()) {
      throw unavailable();
    }
    return node.orElseThrow(() -> refused(403, "unknown-node", "nobody of that name is enrolled"));
  }

  private void checkAddresses(Heartbeat heartbeat) {
    for (PublishedAddress address : heartbeat.addresses()) {
      Optional<String> fault = policy.fault(address);
      if (fault.isPresent()) {
        throw refused(403, "private-address", fault.get());
      }
      if (known.isAnothers(address, heartbeat.node())) {
        throw refused(
            409, "address-of-another-node", address.address().address() + " leads to another node");
      }
    }
  }

  private static Reply stale(KnownNode node) {
    long boot = node.last().map(Heartbeat::boot).orElse(0L);
    Refusal refusal = Refusal.of(409, "stale", "one as new as this was heard before", "stale");
    var body = JsonNodeFactory.instance.objectNode();
    body.set("error", refusal.error());
    body.set("detail", refusal.detail());
    return Reply.json(409, body.put("boot", boot));
  }

  private Reply firstContact(byte[] body, byte[] signature) {
    JsonNode json;
    try {
      json = BoundedJson.readTree(body, HeartbeatFormat.BYTES_MAX);
    } catch (UnreadableJsonException e) {
      throw refused(400, "invalid-first-contact", "not readable: " + e.getMessage());
    }
    EnrolmentToken token =
        EnrolmentToken.parse(json.path("token").stringValue(""))
            .orElseThrow(() -> refused(400, "invalid-first-contact", "token is not one"));
    NodePublicKey key =
        NodePublicKey.parse(json.path("public_key").stringValue(""))
            .orElseThrow(() -> refused(400, "invalid-first-contact", "public_key is not one"));
    if (!key.hasSigned(FIRST_CONTACT_PURPOSE, body, signature)) {
      throw refused(403, "forged", "the signature is not by public_key");
    }
    if (!token.fleet().equals(fleet)) {
      throw refused(403, "other-fleet", "this directory is that of fleet " + fleet);
    }
    KnownNode node = enrolled(token.node());
    if (node.invitation().isEmpty() && node.publicKey().filter(key::equals).isPresent()) {
      return done(); // its answer was lost
    }
    if (!node.invitation().filter(invited -> isSame(invited, token)).isPresent()) {
      throw wrongToken();
    }
    return switch (store.firstContact(token.node(), key, token.digest(), now())) {
      case DONE -> done();
      case UNKNOWN_NODE -> throw refused(403, "unknown-node", "nobody of that name is enrolled");
      case WRONG_TOKEN -> throw wrongToken();
      case EXPIRED -> throw refused(403, "expired-token", "the token is too old; enrol anew");
    };
  }

  private static boolean isSame(Sha256 invited, EnrolmentToken token) {
    return MessageDigest.isEqual(invited.toBytes(), token.digest().toBytes());
  }

  private static Reply done() {
    return Reply.json(JsonNodeFactory.instance.objectNode().put("status", "ok"));
  }

  private static RefusedException wrongToken() {
    return refused(403, "wrong-token", "the token is another one or was used before");
  }

  private Instant now() {
    return clock.instant();
  }

  private static RefusedException refused(int status, String error, String detail) {
    return Refusal.of(status, error, detail, "fleet-" + error).asException();
  }
}
