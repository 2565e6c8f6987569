package org.holdfast.bouncer.fleet;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.holdfast.bouncer.directory.AddressType;
import org.holdfast.bouncer.directory.TypedAddress;
import org.holdfast.model.json.BoundedJson;
import org.holdfast.model.json.UnreadableJsonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Heartbeats as JSON. Members that are not known are passed over, so that a later release may add
/// some (I11).
///
/// ```
/// {"v":1,"fleet":"0123456789abcdef","node":"c1","boot":1700000000000,"sequence":7,
///  "sent":"2026-01-02T03:04:05Z","state":"serving","version":"0.1.0","roles":["collector"],
///  "capacity":100,"load":0.25,
///  "addresses":[{"service":"collector","type":"https","address":"https://c1.example.org"}]}
/// ```
public final class HeartbeatFormat {
  /// The longest heartbeat that is read.
  public static final int BYTES_MAX = 16 << 10;

  private static final int VERSION_MAX = 64;
  private static final int ROLES_MAX = 16;
  private static final double LOAD_MAX = 1_000;

  private HeartbeatFormat() {}

  public static byte[] write(Heartbeat heartbeat) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("v", 1).put("fleet", heartbeat.fleet()).put("node", heartbeat.node().text());
    json.put("boot", heartbeat.boot()).put("sequence", heartbeat.sequence());
    json.put("sent", heartbeat.sent().truncatedTo(ChronoUnit.MILLIS).toString());
    json.put("state", heartbeat.state().word()).put("version", heartbeat.version());
    heartbeat.roles().forEach(json.putArray("roles")::add);
    json.put("capacity", heartbeat.capacity()).put("load", heartbeat.load());
    ArrayNode addresses = json.putArray("addresses");
    for (PublishedAddress published : heartbeat.addresses()) {
      ObjectNode entry = addresses.addObject().put("service", published.service());
      entry.put("type", published.address().type().word());
      entry.put("address", published.address().address());
      published.address().front().ifPresent(front -> entry.put("front", front));
    }
    return json.toString().getBytes(UTF_8);
  }

  /// @throws UnusableHeartbeatException naming the member that cannot be used
  public static Heartbeat read(byte[] bytes) throws UnusableHeartbeatException {
    JsonNode json;
    try {
      json = BoundedJson.readTree(bytes, BYTES_MAX);
    } catch (UnreadableJsonException e) {
      throw new UnusableHeartbeatException("not readable: " + e.getMessage());
    }
    if (json.path("v").asInt(0) != 1) {
      throw new UnusableHeartbeatException("v is not 1");
    }
    return new Heartbeat(
        NodeName.parse(text(json, "node", VERSION_MAX)).orElseThrow(() -> unusable("node")),
        text(json, "fleet", VERSION_MAX),
        positive(json, "boot"),
        positive(json, "sequence"),
        sent(json),
        NodeState.parse(text(json, "state", VERSION_MAX)).orElseThrow(() -> unusable("state")),
        text(json, "version", VERSION_MAX),
        roles(json),
        (int) within(json, "capacity", 1, Heartbeat.CAPACITY_MAX),
        within(json, "load", 0, LOAD_MAX),
        addresses(json));
  }

  private static String text(JsonNode json, String member, int lengthMax)
      throws UnusableHeartbeatException {
    String text = json.path(member).stringValue("");
    if (text.isEmpty() || text.length() > lengthMax || !text.chars().allMatch(c -> c >= ' ')) {
      throw unusable(member);
    }
    return text;
  }

  private static long positive(JsonNode json, String member) throws UnusableHeartbeatException {
    JsonNode number = json.path(member);
    if (!number.isIntegralNumber() || !number.canConvertToLong() || number.asLong() <= 0) {
      throw unusable(member);
    }
    return number.asLong();
  }

  private static double within(JsonNode json, String member, double least, double most)
      throws UnusableHeartbeatException {
    JsonNode number = json.path(member);
    double value = number.isNumber() ? number.asDouble() : Double.NaN;
    if (!(value >= least && value <= most)) {
      throw unusable(member);
    }
    return value;
  }

  private static Instant sent(JsonNode json) throws UnusableHeartbeatException {
    try {
      return Instant.parse(json.path("sent").stringValue(""));
    } catch (DateTimeException e) {
      throw unusable("sent");
    }
  }

  private static List<String> roles(JsonNode json) throws UnusableHeartbeatException {
    List<String> roles = new ArrayList<>();
    for (JsonNode role : json.path("roles")) {
      if (!role.stringValue("").matches("[a-z][a-z-]{0,30}") || roles.size() == ROLES_MAX) {
        throw unusable("roles");
      }
      roles.add(role.stringValue(""));
    }
    return roles;
  }

  private static List<PublishedAddress> addresses(JsonNode json) throws UnusableHeartbeatException {
    List<PublishedAddress> addresses = new ArrayList<>();
    for (JsonNode entry : json.path("addresses")) {
      if (addresses.size() == Heartbeat.ADDRESSES_MAX) {
        throw new UnusableHeartbeatException(
            "addresses has more than " + Heartbeat.ADDRESSES_MAX + " entries");
      }
      addresses.add(address(entry, "addresses[" + addresses.size() + "]"));
    }
    return addresses;
  }

  private static PublishedAddress address(JsonNode entry, String member)
      throws UnusableHeartbeatException {
    String word = entry.path("type").stringValue("");
    AddressType type =
        Arrays.stream(AddressType.values())
            .filter(t -> t.word().equals(word))
            .findFirst()
            .orElseThrow(() -> unusable(member + ".type"));
    String address = entry.path("address").stringValue("");
    Optional<String> front =
        Optional.of(entry.path("front").stringValue("")).filter(f -> !f.isEmpty());
    if (address.isEmpty() || front.isPresent() != (type == AddressType.CLOUDFRONT)) {
      throw unusable(member);
    }
    var published =
        new PublishedAddress(
            entry.path("service").stringValue(""), new TypedAddress(type, address, front));
    Optional<String> fault = published.fault();
    if (fault.isPresent()) {
      throw new UnusableHeartbeatException(member + ": " + fault.get());
    }
    return published;
  }

  private static UnusableHeartbeatException unusable(String member) {
    return new UnusableHeartbeatException(member + " is missing or cannot be used");
  }
}
