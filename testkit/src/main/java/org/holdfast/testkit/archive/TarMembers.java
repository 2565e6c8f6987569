package org.holdfast.testkit.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/// Reads a gzipped tar of plain files with names of at most 100 bytes (POSIX ustar), by the
/// basename of each member, as OONI's readers do.
final class TarMembers {
  private static final int BLOCK = 512;

  private TarMembers() {}

  static Map<String, byte[]> read(InputStream gzipped) throws IOException {
    Map<String, byte[]> members = new LinkedHashMap<>();
    try (GZIPInputStream in = new GZIPInputStream(gzipped, 1 << 16)) {
      while (true) {
        byte[] header = in.readNBytes(BLOCK);
        if (header.length < BLOCK || header[0] == 0) {
          return members;
        }
        String name = text(header, 0, 100);
        int size = Integer.parseInt(text(header, 124, 12).strip(), 8);
        byte type = header[156];
        byte[] content = in.readNBytes(size);
        if (content.length < size) {
          throw new IOException("the tar ends within " + name);
        }
        in.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
        if (type == '0' || type == 0) {
          members.put(name.substring(name.lastIndexOf('/') + 1), content);
        }
      }
    }
  }

  private static String text(byte[] header, int offset, int length) {
    int end = offset;
    while (end < offset + length && header[end] != 0) {
      end++;
    }
    return new String(header, offset, end - offset, StandardCharsets.UTF_8);
  }
}
