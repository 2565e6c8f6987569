package org.holdfast.app.fleettest;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.holdfast.bouncer.fleet.NodeKey;
import org.holdfast.bouncer.fleet.NodeName;
import org.holdfast.bouncer.fleet.enrol.IdentityRoute;

/// What a light node answers to looks and exercises, truly or as its fault has it.
final class LightAnswers {
  private static final String SUBMIT = "/api/v1/submit_measurement";
  private static final String CANARY = "/fleet/v1/canary/";
  private static final DateTimeFormatter UID_TIME =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss.SSSSSS").withZone(ZoneOffset.UTC);

  private final NodeName name;
  private final NodeKey key;
  private final NodeKey otherKey = NodeKey.generate(new SecureRandom());
  private final RandomGenerator random;
  private final Set<String> canaries = ConcurrentHashMap.newKeySet();

  LightAnswers(NodeName name, NodeKey key, RandomGenerator random) {
    this.name = name;
    this.key = key;
    this.random = random;
  }

  /// @param request the request line
  /// @return a whole answer as it goes over the wire
  byte[] to(String request, String body, long boot, Optional<Fault> fault) {
    String path = request.split(" ", 3)[1];
    boolean lies = fault.filter(Fault.LIES::equals).isPresent();
    if (path.startsWith(IdentityRoute.PATH)) {
      boolean other = fault.filter(Fault.WRONG_IDENTITY::equals).isPresent();
      return answer(200, identity(path.substring(IdentityRoute.PATH.length()), boot, other));
    }
    if (fault.filter(Fault.FULL_DISK::equals).isPresent()) {
      return answer(503, "{\"error\":\"unavailable\"}");
    }
    if (path.equals(SUBMIT)) {
      String uid = uid();
      if (!lies) {
        canaries.add(uid);
      }
      return answer(200, "{\"measurement_uid\":\"" + uid + "\"}");
    }
    if (path.startsWith(CANARY)) {
      return answer(canaries.remove(path.substring(CANARY.length())) ? 200 : 404, "{}");
    }
    if (path.equals("/") && body.contains("http_request")) {
      return answer(
          200,
          lies
              ? "{\"dns\":{\"failure\":null,\"addrs\":[\"192.0.2.1\"]}}"
              : "{\"dns\":{\"failure\":\"dns_name_error\",\"addrs\":[]}}");
    }
    return answer(404, "{\"error\":404}");
  }

  private static byte[] answer(int status, String body) {
    return ("HTTP/1.1 " + status + " X\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
        .getBytes(US_ASCII);
  }

  private String identity(String challenge, long boot, boolean other) {
    byte[] signature =
        (other ? otherKey : key)
            .sign(IdentityRoute.PURPOSE, IdentityRoute.signed(challenge, name, boot, "serving"));
    return "{\"node\":\"%s\",\"boot\":%d,\"state\":\"serving\",\"signature\":\"%s\"}"
        .formatted(name, boot, Base64.getEncoder().encodeToString(signature));
  }

  private String uid() {
    return "%s_ZZ_canary_%016x"
        .formatted(UID_TIME.format(Clock.systemUTC().instant()), random.nextLong());
  }
}
