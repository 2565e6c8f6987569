package org.holdfast.edge.server;

import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Inflates gzip (RFC 1952): any number of members, checksums verified. Trailing zero bytes are
/// padding, as for `gzip` itself; anything else after a member must be another member.
final class GzipMembers {
  private static final int HEADER_BYTES = 10;
  private static final int TRAILER_BYTES = 8;
  private static final int FLAG_HEADER_CRC = 2;
  private static final int FLAG_EXTRA = 4;
  private static final int FLAG_NAME = 8;
  private static final int FLAG_COMMENT = 16;
  private static final int FLAGS_RESERVED = 0xe0;
  private static final int OUTPUT_BYTES = 32 << 10;

  private final byte[] body;
  private final byte[] buffer = new byte[OUTPUT_BYTES];
  private int position;

  private GzipMembers(byte[] body) {
    this.body = body;
  }

  static void inflate(byte[] body, int bytesMax, CollectedBytes out) throws BrokenCodingException {
    new GzipMembers(body).inflateAll(bytesMax, out);
  }

  private void inflateAll(int bytesMax, CollectedBytes out) throws BrokenCodingException {
    try (Inflater inflater = new Inflater(true)) {
      do {
        skipHeader();
        inflater.reset();
        inflateMember(inflater, bytesMax, out);
      } while (!onlyPaddingLeft());
    }
  }

  private void inflateMember(Inflater inflater, int bytesMax, CollectedBytes out)
      throws BrokenCodingException {
    CRC32 crc = new CRC32();
    int start = position;
    inflater.setInput(body, start, body.length - start);
    while (!inflater.finished()) {
      int count;
      try {
        count = inflater.inflate(buffer);
      } catch (DataFormatException e) {
        throw broken("damaged data", start + inflater.getBytesRead());
      }
      if (count == 0 && !inflater.finished()) {
        // Out of input, or in need of a preset dictionary, which gzip does not have.
        throw broken(
            inflater.needsDictionary() ? "damaged data" : "truncated",
            start + inflater.getBytesRead());
      }
      crc.update(buffer, 0, count);
      ContentCodings.add(buffer, count, bytesMax, out);
    }
    position = start + Math.toIntExact(inflater.getBytesRead());
    checkTrailer(crc.getValue(), inflater.getBytesWritten());
  }

  private void checkTrailer(long crc, long length) throws BrokenCodingException {
    int start = position;
    need(TRAILER_BYTES);
    if (uint32(start) != crc) {
      throw broken("wrong checksum", start);
    }
    if (uint32(start + 4) != (length & 0xffff_ffffL)) {
      throw broken("wrong length", start + 4);
    }
  }

  private void skipHeader() throws BrokenCodingException {
    int start = position;
    need(HEADER_BYTES);
    if (uint8(start) != 0x1f || uint8(start + 1) != 0x8b) {
      throw broken("no gzip header", start);
    }
    int flags = uint8(start + 3);
    if (uint8(start + 2) != 8 || (flags & FLAGS_RESERVED) != 0) {
      throw broken("unknown method or flags", start + 2);
    }
    if ((flags & FLAG_EXTRA) != 0) {
      int at = position;
      need(2);
      need(uint8(at) | uint8(at + 1) << 8);
    }
    if ((flags & FLAG_NAME) != 0) {
      skipText();
    }
    if ((flags & FLAG_COMMENT) != 0) {
      skipText();
    }
    if ((flags & FLAG_HEADER_CRC) != 0) {
      checkHeaderCrc(start);
    }
  }

  private void checkHeaderCrc(int headerStart) throws BrokenCodingException {
    int at = position;
    need(2);
    CRC32 crc = new CRC32();
    crc.update(body, headerStart, at - headerStart);
    if ((uint8(at) | uint8(at + 1) << 8) != (crc.getValue() & 0xffff)) {
      throw broken("wrong header checksum", at);
    }
  }

  private void skipText() throws BrokenCodingException {
    int at;
    do {
      at = position;
      need(1);
    } while (body[at] != 0);
  }

  private void need(int count) throws BrokenCodingException {
    if (body.length - position < count) {
      throw broken("truncated", body.length);
    }
    position += count;
  }

  private boolean onlyPaddingLeft() {
    for (int i = position; i < body.length; i++) {
      if (body[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private int uint8(int at) {
    return body[at] & 0xff;
  }

  private long uint32(int at) {
    return uint8(at) | uint8(at + 1) << 8 | uint8(at + 2) << 16 | (long) uint8(at + 3) << 24;
  }

  private static BrokenCodingException broken(String what, long offset) {
    return new BrokenCodingException("gzip", what, offset);
  }
}
