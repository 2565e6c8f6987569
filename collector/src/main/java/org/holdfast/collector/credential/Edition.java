package org.holdfast.collector.credential;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.holdfast.credentials.codec.Codec;
import org.holdfast.credentials.codec.StrictBase64;
import org.holdfast.credentials.key.PublicParameters;
import org.holdfast.credentials.refusal.UndecodableException;
import org.holdfast.credentials.transparency.LogEntry;
import org.holdfast.edge.watch.UnusableFileException;
import org.holdfast.model.json.BoundedJson;
import org.holdfast.model.json.UnreadableJsonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// One manifest that was or is served (probe-services §4.1).
///
/// @param version names it: decided by its content, so equal on all collectors of a fleet
/// @param since from when on it is served
public record Edition(
    String version, SubmissionPolicies policies, PublicParameters parameters, Instant since) {
  private static final String NYM_SCOPE = "ooni.org/{probe_cc}/{probe_asn}";

  /// The member `manifest`, as it is served and logged.
  public static String payload(SubmissionPolicies policies, PublicParameters parameters) {
    ObjectNode manifest = JsonNodeFactory.instance.objectNode();
    manifest.put("nym_scope", NYM_SCOPE);
    manifest.set("submission_policy", policies.toJson());
    manifest.put("public_parameters", StrictBase64.encode(parameters.encode(Codec.WIRE)));
    return manifest.toString();
  }

  /// The edition of a log entry.
  ///
  /// @throws UnusableFileException if its payload is no manifest of this release
  public static Edition of(LogEntry entry) throws UnusableFileException {
    try {
      JsonNode manifest = BoundedJson.readTree(entry.payload().getBytes(StandardCharsets.UTF_8));
      return new Edition(
          entry.version(),
          SubmissionPolicies.parse(manifest.path("submission_policy")),
          PublicParameters.decode(
              Codec.WIRE,
              StrictBase64.decode(
                  "public_parameters", manifest.path("public_parameters").asString(""))),
          entry.time());
    } catch (UnreadableJsonException | UndecodableException e) {
      throw new UnusableFileException("entry " + entry.epoch() + " is no manifest");
    }
  }
}
