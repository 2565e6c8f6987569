package org.holdfast.bouncer.fleet.enrol;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.holdfast.bouncer.fleet.NodeName;
import org.holdfast.model.Sha256;

/// Lets one node into one fleet, once: `holdfast-enrol:FLEET:NODE:SECRET`, the secret being 256
/// random bits in URL-safe Base64. The directory keeps its SHA-256 alone.
public record EnrolmentToken(String fleet, NodeName node, String secret) {
  private static final int SECRET_BYTES = 32;
  private static final Pattern FORM =
      Pattern.compile("holdfast-enrol:([0-9a-f]{16}):([a-z][a-z0-9-]{0,40}):([A-Za-z0-9_-]{43})");

  public static EnrolmentToken make(String fleet, NodeName node, SecureRandom random) {
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    return new EnrolmentToken(
        fleet, node, Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
  }

  public static Optional<EnrolmentToken> parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    return matcher.matches()
        ? Optional.of(
            new EnrolmentToken(matcher.group(1), new NodeName(matcher.group(2)), matcher.group(3)))
        : Optional.empty();
  }

  /// For the file it is handed over in, and the request of the first contact.
  public String textForItsFileOnly() {
    return "holdfast-enrol:" + fleet + ":" + node + ":" + secret;
  }

  /// What the directory keeps of it.
  public Sha256 digest() {
    return Sha256.of(textForItsFileOnly().getBytes(US_ASCII));
  }

  @Override
  public String toString() {
    return "EnrolmentToken[" + node + "]";
  }
}
