package org.holdfast.testkit.history;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.holdfast.model.Sha256;
import org.holdfast.testkit.history.Finding.Kind;
import org.holdfast.testkit.probe.Attempt;
import org.holdfast.testkit.probe.Told;
import org.holdfast.testkit.traffic.Fate;
import org.holdfast.testkit.traffic.Measurement;
import org.holdfast.testkit.traffic.Sense;
import tools.jackson.databind.JsonNode;

/// Compares what probes were told with what a server shows, both seen from outside (invariants I1,
/// I4, I5).
///
/// For each measurement with an acknowledgement: every uid named answers it (in any spelling, since
/// the server may have published another copy), the body kept under that uid is byte for byte one
/// that was sent, all its uids lead to one, and the search lists it exactly once. One without an
/// acknowledgement may be listed once or not at all. To be asked when the server has come to rest:
/// its pipeline has seen all that was accepted.
public final class HistoryChecker {
  private final ReadApi api;
  private final List<Finding> findings = new ArrayList<>();

  public HistoryChecker(ReadApi api) {
    this.api = api;
  }

  /// Checks everything in `history`.
  ///
  /// @throws IOException if the server cannot be asked
  public CheckReport check(History history) throws IOException {
    findings.clear();
    Map<String, List<Attempt>> byKey = history.byKey();
    if (byKey.isEmpty()) {
      return new CheckReport(0, 0, 0, 0, 0, 0, List.of());
    }
    Map<String, List<String>> published = publishedByKey(byKey);
    Map<Promise, Integer> promises = new TreeMap<>();
    int withheld = 0;
    for (Map.Entry<String, List<Attempt>> entry : byKey.entrySet()) {
      List<Attempt> attempts = entry.getValue();
      Promise promise = Promise.of(attempts);
      promises.merge(promise, 1, Integer::sum);
      List<String> listed = published.getOrDefault(entry.getKey(), List.of());
      checkListing(entry.getKey(), attempts, promise, listed);
      if (promise == Promise.KEPT) {
        checkUids(entry.getKey(), attempts, listed);
        if (attempts.getFirst().measurement().fate() == Fate.QUARANTINED && listed.isEmpty()) {
          withheld++;
        }
      }
      checkBelief(entry.getKey(), attempts, promise);
    }
    return new CheckReport(
        byKey.size(),
        promises.getOrDefault(Promise.KEPT, 0),
        promises.getOrDefault(Promise.REFUSED, 0),
        promises.getOrDefault(Promise.OPEN, 0),
        published.size(),
        withheld,
        findings);
  }

  /// All that the search lists, by the measurement that the kept bodies turn out to be.
  private Map<String, List<String>> publishedByKey(Map<String, List<Attempt>> byKey)
      throws IOException {
    Map<Sense, String> keys = new HashMap<>();
    for (Map.Entry<String, List<Attempt>> entry : byKey.entrySet()) {
      keys.put(KeptBody.senseOf(entry.getValue().getFirst().measurement()), entry.getKey());
    }
    Map<String, List<String>> published = new HashMap<>();
    for (ReadApi.Row row : Listing.of(api, byKey.values())) {
      Optional<String> key =
          api.body(row.uid())
              .flatMap(KeptBody::senseOf)
              .flatMap(sense -> Optional.ofNullable(keys.get(sense)));
      if (key.isPresent()) {
        published.computeIfAbsent(key.get(), _ -> new ArrayList<>()).add(row.uid());
      } else {
        found(
            Kind.UNEXPECTED, row.uid(), "listed by the search, and its body is none that was sent");
      }
    }
    return published;
  }

  private void checkListing(
      String key, List<Attempt> attempts, Promise promise, List<String> listed) {
    if (listed.size() > 1) {
      found(Kind.DUPLICATED, key, "the search lists it as " + listed);
    }
    boolean quarantine = attempts.getFirst().measurement().fate() == Fate.QUARANTINED;
    if (quarantine && !listed.isEmpty()) {
      found(Kind.UNEXPECTED, key, "published as " + listed + " though it is no measurement");
    }
    if (promise == Promise.KEPT && !quarantine && listed.isEmpty()) {
      found(
          Kind.LOST,
          key,
          "acknowledged as " + Promise.uids(attempts) + ", not listed by the search");
    }
    boolean allRefused = attempts.stream().allMatch(one -> one.told() instanceof Told.Refused);
    if (allRefused && !listed.isEmpty()) {
      found(Kind.UNEXPECTED, key, "published as " + listed + " though every attempt was refused");
    }
  }

  private void checkUids(String key, List<Attempt> attempts, List<String> listed)
      throws IOException {
    Measurement measurement = attempts.getFirst().measurement();
    if (measurement.fate() == Fate.QUARANTINED) {
      return;
    }
    Set<Sha256> sent = new HashSet<>();
    attempts.forEach(attempt -> sent.add(attempt.body()));
    Set<String> leadsTo = new HashSet<>(listed);
    for (String uid : Promise.uids(attempts)) {
      Optional<JsonNode> meta = api.meta(uid);
      if (meta.isEmpty()) {
        found(Kind.LOST, key, "acknowledged as " + uid + ", which the read API does not know");
        continue;
      }
      leadsTo.add(meta.get().path("measurement_uid").asString(uid));
      checkBody(key, uid, sent);
      checkDocument(measurement, uid);
    }
    if (leadsTo.size() > 1 && listed.size() <= 1) {
      found(Kind.DUPLICATED, key, "its uids lead to different measurements: " + leadsTo);
    }
  }

  private void checkBody(String key, String uid, Set<Sha256> sent) throws IOException {
    Optional<byte[]> body = api.body(uid);
    if (body.isEmpty()) {
      found(Kind.LOST, key, "the body of " + uid + " cannot be read");
    } else if (!sent.contains(Sha256.of(body.get()))) {
      found(Kind.SWAPPED, key, "the body of " + uid + " is none that was sent for it");
    }
  }

  private void checkDocument(Measurement measurement, String uid) throws IOException {
    Optional<byte[]> raw = api.raw(uid);
    if (raw.isEmpty()) {
      found(Kind.LOST, measurement.key(), "the document of " + uid + " cannot be read");
      return;
    }
    boolean same =
        switch (measurement.format()) {
          case JSON -> {
            try {
              yield Sense.of(raw.get()).equals(Sense.of(measurement.document()));
            } catch (IllegalArgumentException e) {
              yield false;
            }
          }
          // The entry became a document of another format: the key in it must be this one's.
          case YAML -> new String(raw.get(), StandardCharsets.UTF_8).contains(measurement.key());
        };
    if (!same) {
      found(Kind.SWAPPED, measurement.key(), "the document of " + uid + " is another one");
    }
  }

  private void checkBelief(String key, List<Attempt> attempts, Promise promise) {
    for (Attempt attempt : attempts) {
      if (attempt.believed()
          && attempt.generation().readsAnswers()
          && promise != Promise.KEPT
          && !(attempt.told() instanceof Told.Acknowledged)) {
        found(Kind.MISLED, key, attempt.generation() + " took " + attempt.told() + " for success");
      }
    }
  }

  private void found(Kind kind, String key, String evidence) {
    findings.add(new Finding(kind, key, evidence));
  }
}
