package org.holdfast.testkit.crash;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.holdfast.model.Sha256;
import org.holdfast.testkit.history.Finding;
import org.holdfast.testkit.history.Finding.Kind;
import org.holdfast.testkit.history.Promise;
import org.holdfast.testkit.probe.Attempt;
import org.holdfast.testkit.probe.Told;
import org.holdfast.testkit.traffic.Fate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Compares what probes were told with archive and quarantine, uid by uid and byte by byte: each
/// uid that was named has a body of its measurement, what was acknowledged without a uid is there
/// all the same, no measurement is published twice, and nothing is there that nobody sent.
final class FiledPromises {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Filed filed;
  private final List<Finding> findings = new ArrayList<>();

  private FiledPromises(Filed filed) {
    this.filed = filed;
  }

  /// @param told all attempts, by the key of their measurement
  static List<Finding> check(Filed filed, Map<String, List<Attempt>> told) {
    FiledPromises promises = new FiledPromises(filed);
    filed.faults().forEach(fault -> promises.found(Kind.SWAPPED, "archive", fault));
    told.forEach(promises::checkKept);
    promises.checkRepetitions();
    promises.checkSent(told);
    return promises.findings;
  }

  private void checkKept(String key, List<Attempt> attempts) {
    if (Promise.of(attempts) != Promise.KEPT) {
      return;
    }
    boolean isPublished = attempts.getFirst().measurement().fate() == Fate.PUBLISHED;
    Map<String, Sha256> there = isPublished ? filed.published() : filed.quarantined();
    String where = isPublished ? "archive" : "quarantine";
    Set<Sha256> sent = arrived(attempts);
    if (sent.stream().noneMatch(there::containsValue)) {
      found(Kind.LOST, key, "acknowledged, and not in the " + where);
      return;
    }
    for (String uid : Promise.uids(attempts)) {
      Sha256 body = there.get(uid);
      if (body == null) {
        found(Kind.LOST, key, "acknowledged as " + uid + ", which is not in the " + where);
      } else if (!sent.contains(body)) {
        found(Kind.SWAPPED, key, "in the " + where + " " + uid + " has other bytes than were sent");
      }
    }
  }

  /// The one acknowledged may be a repetition of one that arrived and was not answered.
  private static Set<Sha256> arrived(List<Attempt> attempts) {
    return attempts.stream()
        .filter(a -> a.told() instanceof Told.Acknowledged || a.told() instanceof Told.NoAnswer)
        .map(Attempt::body)
        .collect(Collectors.toSet());
  }

  private void checkRepetitions() {
    Map<String, String> uids = new HashMap<>();
    filed
        .documents()
        .forEach(
            (uid, line) -> {
              String key = key(JSON.readTree(line));
              String before = uids.put(key, uid);
              if (before != null) {
                found(Kind.DUPLICATED, key, "archived as " + before + " and as " + uid);
              }
            });
  }

  private static String key(JsonNode document) {
    String key = document.path("annotations").path("simulation").asString("");
    return key.isEmpty() ? document.path("test_keys").path("simulation").asString("") : key;
  }

  private void checkSent(Map<String, List<Attempt>> told) {
    Set<Sha256> sent =
        told.values().stream().flatMap(List::stream).map(Attempt::body).collect(Collectors.toSet());
    Stream.of(filed.published(), filed.quarantined())
        .flatMap(bodies -> bodies.entrySet().stream())
        .filter(body -> !sent.contains(body.getValue()))
        .forEach(body -> found(Kind.UNEXPECTED, body.getKey(), "filed, and nobody sent its bytes"));
  }

  private void found(Kind kind, String key, String evidence) {
    findings.add(new Finding(kind, key, evidence));
  }
}
