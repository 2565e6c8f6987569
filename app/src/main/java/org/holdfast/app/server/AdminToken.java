package org.holdfast.app.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;
import org.holdfast.edge.Refusal;
import org.holdfast.edge.RefusedException;
import org.holdfast.edge.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the admin listener asks for before it changes something: `Authorization: Bearer TOKEN` with
/// the token of `admin.token-file`, compared in constant time.
final class AdminToken {
  private static final Logger LOG = LoggerFactory.getLogger(AdminToken.class);
  private static final int LENGTH_MIN = 16;

  private final Optional<Path> file;

  /// @param file read at each request, so that it can be replaced
  AdminToken(Optional<Path> file) {
    this.file = file;
  }

  /// @throws RefusedException 401 `unauthorised`, or 403 `no-token-configured`
  void check(Request request) {
    byte[] right = token().getBytes(UTF_8);
    String header = request.header("Authorization").orElse("");
    byte[] said = (header.startsWith("Bearer ") ? header.substring(7) : "").getBytes(UTF_8);
    if (!MessageDigest.isEqual(right, said)) {
      throw refused(401, "unauthorised", "the token is missing or another one");
    }
  }

  private String token() {
    try {
      String token = file.isPresent() ? SecretFile.firstLine(file.get()).strip() : "";
      if (token.length() >= LENGTH_MIN) {
        return token;
      }
    } catch (IOException e) {
      LOG.warn("The token of the admin listener cannot be read: {}", e.toString());
    }
    throw refused(
        403, "no-token-configured", "admin.token-file names no file with 16 characters or more");
  }

  private static RefusedException refused(int status, String error, String detail) {
    return Refusal.of(status, error, detail, "fleet-" + error).asException();
  }
}
