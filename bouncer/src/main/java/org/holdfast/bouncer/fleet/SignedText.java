package org.holdfast.bouncer.fleet;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;

/// What is signed: the purpose, a zero byte, the message. A signature for one purpose is none for
/// another.
final class SignedText {
  private SignedText() {}

  static byte[] of(String purpose, byte[] message) {
    byte[] head = ("holdfast-" + purpose).getBytes(US_ASCII);
    return ByteBuffer.allocate(head.length + 1 + message.length)
        .put(head)
        .put((byte) 0)
        .put(message)
        .array();
  }
}
