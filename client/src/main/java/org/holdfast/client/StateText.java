package org.holdfast.client;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.holdfast.credentials.codec.Codec;
import org.holdfast.credentials.codec.StrictBase64;
import org.holdfast.credentials.credential.Credential;
import org.holdfast.credentials.key.PublicParameters;
import org.holdfast.credentials.nym.Network;
import org.holdfast.credentials.refusal.UndecodableException;
import org.holdfast.credentials.submission.SubmissionPolicy;

/// The text form of a state: a heading and lines `NAME VALUE`, binary values in base64.
///
/// | name | value |
/// |---|---|
/// | `credential` | protocol, section 2.4 |
/// | `issued-under` | a version of a manifest |
/// | `pending` | `registration`, `update` or `submission`; the next are of it |
/// | `seed`, `manifest`, `parameters` | |
/// | `content`, `network`, `policy` | of a submission: `CC ASN`, `FROM TO COUNT` |
final class StateText {
  private static final String HEADING = "holdfast-credential 1";
  private static final Codec CODEC = Codec.WIRE;

  private StateText() {}

  static String format(StoredState state) {
    StringBuilder text = new StringBuilder(HEADING).append('\n');
    state
        .credential()
        .ifPresent(
            credential -> {
              line(text, "credential", StrictBase64.encode(credential.encodeSecret(CODEC)));
              line(text, "issued-under", state.issuedUnder());
            });
    state.pending().ifPresent(pending -> format(text, pending));
    return text.toString();
  }

  private static void format(StringBuilder text, Pending pending) {
    line(text, "pending", pending.kind().name());
    line(text, "seed", StrictBase64.encode(pending.seed()));
    line(text, "manifest", pending.manifestVersion());
    line(text, "parameters", StrictBase64.encode(pending.parameters().encode(CODEC)));
    pending
        .submission()
        .ifPresent(
            submitted -> {
              SubmissionPolicy policy = submitted.policy();
              line(text, "content", StrictBase64.encode(submitted.content()));
              line(text, "network", submitted.network().cc() + " " + submitted.network().asn());
              line(
                  text,
                  "policy",
                  policy.ageFrom() + " " + policy.ageTo() + " " + policy.minimumCount());
            });
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(name).append(' ').append(value).append('\n');
  }

  static StoredState parse(String text) throws IOException {
    Map<String, String> values = new HashMap<>();
    String[] lines = text.split("\n", -1);
    if (!lines[0].equals(HEADING)) {
      throw new IOException("the file does not begin with '" + HEADING + "'");
    }
    for (String line : Arrays.asList(lines).subList(1, lines.length)) {
      int blank = line.indexOf(' ');
      if (blank > 0) {
        String name = line.substring(0, blank);
        if (values.put(name, line.substring(blank + 1)) != null) {
          throw new IOException("the file says '" + name + "' twice");
        }
      }
    }
    try {
      return state(values);
    } catch (UndecodableException | IllegalArgumentException e) {
      throw new IOException("the file holds no credential that can be used: " + e.getMessage(), e);
    }
  }

  private static StoredState state(Map<String, String> values) throws UndecodableException {
    Optional<Credential> credential =
        values.containsKey("credential")
            ? Optional.of(Credential.decode(CODEC, bytes(values, "credential")))
            : Optional.empty();
    Optional<Pending> pending =
        values.containsKey("pending") ? Optional.of(pending(values)) : Optional.empty();
    return new StoredState(credential, values.getOrDefault("issued-under", ""), pending);
  }

  private static Pending pending(Map<String, String> values) throws UndecodableException {
    Optional<Pending.Submitted> submitted = Optional.empty();
    if (values.containsKey("content")) {
      String[] network = words(values, "network", 2);
      String[] policy = words(values, "policy", 3);
      submitted =
          Optional.of(
              new Pending.Submitted(
                  bytes(values, "content"),
                  new Network(network[0], network[1]),
                  new SubmissionPolicy(
                      Long.parseLong(policy[0]),
                      Long.parseLong(policy[1]),
                      Long.parseLong(policy[2]))));
    }
    return new Pending(
        Pending.Kind.valueOf(values.getOrDefault("pending", "")),
        bytes(values, "seed"),
        values.getOrDefault("manifest", ""),
        PublicParameters.decode(CODEC, bytes(values, "parameters")),
        submitted);
  }

  private static byte[] bytes(Map<String, String> values, String name) throws UndecodableException {
    return StrictBase64.decode(name, values.getOrDefault(name, "?"));
  }

  private static String[] words(Map<String, String> values, String name, int count) {
    String[] words = values.getOrDefault(name, "").split(" ", -1);
    if (words.length != count) {
      throw new IllegalArgumentException(name);
    }
    return words;
  }
}
