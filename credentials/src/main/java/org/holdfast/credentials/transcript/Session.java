package org.holdfast.credentials.transcript;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The names of sessions: what a proof is for, and which side makes it.
public final class Session {
  private static final byte[] CLIENT = "cli_".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ISSUER = "iss_".getBytes(StandardCharsets.US_ASCII);
  private static final String PREFIX = "ooni.org/userauth/v1/";

  private Session() {}

  /// The session id of every registration.
  public static byte[] registration() {
    return (PREFIX + "reg").getBytes(StandardCharsets.US_ASCII);
  }

  /// The session id of every update.
  public static byte[] update() {
    return (PREFIX + "upd").getBytes(StandardCharsets.US_ASCII);
  }

  /// The session of the client's proof.
  public static byte[] client(byte[] sessionId) {
    return joined(CLIENT, sessionId);
  }

  /// The session of the issuer's proof.
  public static byte[] issuer(byte[] sessionId) {
    return joined(ISSUER, sessionId);
  }

  private static byte[] joined(byte[] side, byte[] sessionId) {
    byte[] session = Arrays.copyOf(side, side.length + sessionId.length);
    System.arraycopy(sessionId, 0, session, side.length, sessionId.length);
    return session;
  }
}
