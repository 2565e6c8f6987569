package org.holdfast.bouncer.fleet.health;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.holdfast.bouncer.fleet.KnownNode;
import org.holdfast.bouncer.fleet.PublishedAddress;
import org.holdfast.model.Sha256;
import org.holdfast.model.id.CanarySeal;
import org.holdfast.model.id.FleetKey;
import org.holdfast.model.json.BoundedJson;
import org.holdfast.model.json.UnreadableJsonException;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Hands a canary measurement in at a collector, as a probe would, and waits until it has come
/// through to the canary stream of a read API. A seal under the fleet key tells it from those of
/// probes ([CanarySeal]; the header is for collectors of previous releases): it ends in quarantine
/// and is never published.
///
/// A collector that acknowledges what it did not keep is found out by the deadline, and one that
/// answers with the uid of an earlier canary by the uid: it must be a new one, of now.
public final class CanaryExercise implements Exchange {
  private static final String SUBMIT = "/api/v1/submit_measurement";
  private static final String HEADER = "Holdfast-Canary";
  private static final DateTimeFormatter UID_TIME = DateTimeFormatter.ofPattern("uuuuMMddHHmmss");

  /// Clocks of collectors may differ from ours.
  private static final Duration UID_AGE_MAX = Duration.ofMinutes(10);

  private static final int UIDS_KEPT = 20_000;
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

  /// For the last look, which begins at the deadline.
  private static final Duration AT_LEAST = Duration.ofMillis(200);

  private final HttpAsking http;
  private final FleetKey key;
  private final Optional<URI> readApi;
  private final Clock clock;
  private final Map<String, Boolean> uidsSeen =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > UIDS_KEPT;
        }
      };

  /// @param readApi where canaries come out; where none is given, where they went in
  public CanaryExercise(HttpAsking http, FleetKey key, Optional<URI> readApi, Clock clock) {
    this.http = http;
    this.key = key;
    this.readApi = readApi;
    this.clock = clock;
  }

  @Override
  public Optional<String> fault(KnownNode node, PublishedAddress address, Duration within)
      throws InterruptedException {
    long end = System.nanoTime() + within.toNanos();
    try {
      HttpAsking.Answered answered = http.ask(submission(address), within);
      if (answered.status() != 200) {
        return Optional.of("a canary was answered with status " + answered.status());
      }
      String uid = uidIn(answered.body());
      Optional<String> odd = oddityOf(uid);
      return odd.isPresent() ? odd : awaitArrival(uid, address, end);
    } catch (IOException e) {
      return Optional.of("a canary was not answered: " + e.getMessage());
    }
  }

  private HttpRequest submission(PublishedAddress address) {
    byte[] document = CanarySeal.newDocument(clock.instant(), key);
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    request.put("format", "json").put("content", new String(document, UTF_8));
    return HttpAsking.to(address.address(), SUBMIT)
        .header("Content-Type", "application/json")
        .header(HEADER, key.canaryToken(Sha256.of(document)).hex())
        .POST(HttpRequest.BodyPublishers.ofString(request.toString()))
        .build();
  }

  private static String uidIn(String answer) {
    try {
      return BoundedJson.readTree(answer.getBytes(UTF_8)).path("measurement_uid").stringValue("");
    } catch (UnreadableJsonException e) {
      return "";
    }
  }

  /// What shows that it is not the uid of this canary; empty if nothing does.
  private Optional<String> oddityOf(String uid) {
    if (!uid.matches("[0-9]{14}\\.[0-9]{6}_[A-Z]{2}_canary_[0-9a-f]{16}")) {
      return Optional.of("a canary was acknowledged with something else than its uid");
    }
    Instant made;
    try {
      made = LocalDateTime.parse(uid.substring(0, 14), UID_TIME).toInstant(ZoneOffset.UTC);
    } catch (DateTimeParseException e) {
      return Optional.of("a canary was acknowledged with an impossible uid");
    }
    if (Duration.between(made, clock.instant()).abs().compareTo(UID_AGE_MAX) > 0) {
      return Optional.of("a canary was acknowledged with a uid of another time");
    }
    synchronized (uidsSeen) {
      return uidsSeen.put(uid, true) == null
          ? Optional.empty()
          : Optional.of("a canary was acknowledged with the uid of an earlier one");
    }
  }

  private Optional<String> awaitArrival(String uid, PublishedAddress address, long end)
      throws InterruptedException {
    String last = "";
    do {
      try {
        Duration left = Duration.ofNanos(Math.max(AT_LEAST.toNanos(), end - System.nanoTime()));
        int status = http.ask(question(uid, address), left).status();
        if (status == 200) {
          return Optional.empty();
        }
        last = "status " + status;
      } catch (IOException e) {
        last = String.valueOf(e.getMessage());
      }
      Thread.sleep(BETWEEN_LOOKS);
    } while (System.nanoTime() - end < 0);
    return Optional.of("a canary was acknowledged and did not come back: " + last);
  }

  private HttpRequest question(String uid, PublishedAddress address) {
    String path = "/fleet/v1/canary/" + uid;
    HttpRequest.Builder request =
        readApi
            .map(api -> HttpRequest.newBuilder(api.resolve(path)))
            .orElseGet(() -> HttpAsking.to(address.address(), path));
    return request.header(HEADER, key.canaryToken(Sha256.of(uid.getBytes(UTF_8))).hex()).build();
  }
}
