package org.holdfast.client;

import java.util.Optional;
import java.util.regex.Pattern;
import org.holdfast.credentials.codec.Codec;
import org.holdfast.credentials.codec.StrictBase64;
import org.holdfast.credentials.key.PublicParameters;
import org.holdfast.credentials.nym.Network;
import org.holdfast.credentials.refusal.UndecodableException;
import org.holdfast.credentials.submission.SubmissionPolicy;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What an issuer told us: its parameters and its policy (probe-services §4.1).
record Manifest(String version, PublicParameters parameters, JsonNode policies) {
  /// Of a member that is there twice others might take the other.
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY).build();

  private static final String ANY = "*";

  /// It is written into the credential's file as a word of its own.
  private static final Pattern VERSION = Pattern.compile("[!-~]{1,256}");

  static Optional<Manifest> parse(byte[] body) {
    try {
      JsonNode answer = JSON.readTree(body);
      JsonNode manifest = answer.path("manifest");
      String version = answer.path("meta").path("version").asString("");
      String parameters = manifest.path("public_parameters").asString("");
      return !VERSION.matcher(version).matches()
          ? Optional.empty()
          : Optional.of(
              new Manifest(
                  version,
                  PublicParameters.decode(
                      Codec.WIRE, StrictBase64.decode("public_parameters", parameters)),
                  manifest.path("submission_policy")));
    } catch (JacksonException | UndecodableException e) {
      return Optional.empty();
    }
  }

  /// The first entry that matches.
  Optional<SubmissionPolicy> policy(Network network) {
    for (JsonNode entry : policies) {
      JsonNode age = entry.path("policy").path("age");
      if (matches(entry.path("match").path("probe_cc"), network.cc())
          && matches(entry.path("match").path("probe_asn"), network.asn())
          && age.size() == 2) {
        return Optional.of(
            new SubmissionPolicy(
                age.path(0).asLong(0),
                age.path(1).asLong(0),
                entry.path("policy").path("min_measurement_count").asLong(0)));
      }
    }
    return Optional.empty();
  }

  private static boolean matches(JsonNode pattern, String word) {
    String text = pattern.asString("");
    return text.equals(ANY) || text.equals(word);
  }
}
