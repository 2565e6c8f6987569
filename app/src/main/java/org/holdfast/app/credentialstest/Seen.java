package org.holdfast.app.credentialstest;

import java.math.BigInteger;

/// What the adversary has of one submission.
///
/// @param stored everything the server wrote of it: its account in the manifest of the archive (the
///   envelope stands in it), the published line, the body, and its row in the catalogue
/// @param wire proof and answer
/// @param name the probe id, as a number
/// @param uidTail what stands behind the time in its uid, as a number
/// @param reportTail the random part of its report id, as a number
/// @param micros of the second in which it was received
@SuppressWarnings("ArrayRecordComponent") // never compared
record Seen(
    byte[] stored,
    byte[] wire,
    BigInteger name,
    BigInteger uidTail,
    BigInteger reportTail,
    long micros) {
  Seen withName(BigInteger other) {
    return new Seen(stored, wire, other, uidTail, reportTail, micros);
  }

  Seen withMicros(long other) {
    return new Seen(stored, wire, name, uidTail, reportTail, other);
  }
}
