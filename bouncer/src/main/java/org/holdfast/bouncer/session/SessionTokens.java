package org.holdfast.bouncer.session;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.holdfast.model.id.FleetKey;
import org.holdfast.model.json.BoundedJson;
import org.holdfast.model.json.UnreadableJsonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Makes and recognises what clients of sessions present: JSON web tokens (RFC 7519) signed with
/// HMAC-SHA-256 under a key derived from the fleet key. The header is always the same and under the
/// signature, so that no other algorithm can be talked into. Safe for concurrent use.
public final class SessionTokens {
  /// How long a token holds after login.
  public static final Duration LIFE = Duration.ofDays(7);

  private static final String CLIENT_ID = "probe_login";
  private static final String TOKEN = "probe_token";
  private static final String HEADER = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
  private static final int MAX_CHARS = 4_096;

  /// How far the clocks of a fleet may lie apart.
  private static final Duration SKEW = Duration.ofMinutes(10);

  /// What somebody's claim to be registered is worth.
  sealed interface Login {
    /// One of our client ids.
    record Registered(Instant since) implements Login {}

    /// Something that is not signed by this fleet: a name of the time before, or another's client
    /// id. It is accepted (U7).
    record Legacy() implements Login {}

    /// Signed by this fleet, and not a client id that holds.
    record Wrong() implements Login {}
  }

  private final SecretKey key;
  private final Clock clock;

  public SessionTokens(FleetKey fleetKey, Clock clock) {
    this.key = fleetKey.sessionKey();
    this.clock = clock;
  }

  /// A client id, which the client keeps for ever.
  String registered() {
    return sign(claims(CLIENT_ID, clock.instant()));
  }

  /// A token that holds until `expiry`.
  ///
  /// @param registration when the client id was made, if it was one of ours
  String token(Optional<Instant> registration, Instant expiry) {
    ObjectNode claims = claims(TOKEN, clock.instant());
    claims.put("exp", expiry.getEpochSecond());
    claims.put("registration_time", registration.map(Instant::getEpochSecond).orElse(null));
    return sign(claims);
  }

  /// What a user name stands for.
  Login login(String userName) {
    Optional<JsonNode> claims = genuine(userName);
    if (claims.isEmpty()) {
      return new Login.Legacy();
    }
    return issued(claims.get(), CLIENT_ID)
        .<Login>map(Login.Registered::new)
        .orElseGet(Login.Wrong::new);
  }

  /// Whether this is a token of ours that has not expired.
  public boolean holds(String token) {
    Optional<JsonNode> claims = genuine(token);
    return claims.flatMap(c -> issued(c, TOKEN)).isPresent()
        && claims.get().path("exp").asLong(0) > clock.instant().getEpochSecond();
  }

  private static ObjectNode claims(String audience, Instant issued) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("iat", issued.getEpochSecond())
        .put("aud", audience);
  }

  private Optional<Instant> issued(JsonNode claims, String audience) {
    boolean isMeant = claims.path("aud").asString("").equals(audience);
    JsonNode issued = claims.path("iat");
    return isMeant && issued.canConvertToLong()
        ? Optional.of(Instant.ofEpochSecond(issued.asLong()))
            .filter(at -> at.isBefore(clock.instant().plus(SKEW)))
        : Optional.empty();
  }

  private String sign(ObjectNode claims) {
    String signed =
        encoded(HEADER.getBytes(UTF_8)) + '.' + encoded(claims.toString().getBytes(UTF_8));
    return signed + '.' + encoded(mac(signed));
  }

  /// The claims of a token this fleet signed; empty for anything else.
  private Optional<JsonNode> genuine(String token) {
    int split = token.lastIndexOf('.');
    int first = token.indexOf('.');
    if (token.length() > MAX_CHARS || first < 0 || first == split) {
      return Optional.empty();
    }
    String signed = token.substring(0, split);
    byte[] expected = encoded(mac(signed)).getBytes(US_ASCII);
    if (!MessageDigest.isEqual(expected, token.substring(split + 1).getBytes(UTF_8))) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          BoundedJson.readTree(Base64.getUrlDecoder().decode(signed.substring(first + 1))));
    } catch (UnreadableJsonException | IllegalArgumentException e) {
      throw new IllegalStateException("we signed what is no token", e);
    }
  }

  private byte[] mac(String text) {
    try {
      Mac mac = Mac.getInstance(key.getAlgorithm());
      mac.init(key);
      return mac.doFinal(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every JDK provides HmacSHA256", e);
    }
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
