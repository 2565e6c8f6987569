package org.holdfast.edge.tls;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One `-----BEGIN LABEL-----` block of a PEM file (RFC 7468). Text around blocks is ignored.
// An array, because it goes straight into parsers; blocks are not compared.
@SuppressWarnings("ArrayRecordComponent")
record PemBlock(String label, byte[] bytes) {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,64})-----([^-]*)-----END \\1-----");

  /// @throws IllegalArgumentException if a block is not base64
  static List<PemBlock> parse(String text) {
    List<PemBlock> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(text);
    while (matcher.find()) {
      blocks.add(new PemBlock(matcher.group(1), Base64.getMimeDecoder().decode(matcher.group(2))));
    }
    return blocks;
  }
}
