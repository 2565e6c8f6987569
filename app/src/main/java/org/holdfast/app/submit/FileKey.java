package org.holdfast.app.submit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.holdfast.model.Sha256;

/// Recognises an input file in a later run: by place, size, time of change and both its ends. A
/// file that changed in any of them is another file and is sent again, which costs time and loses
/// nothing.
record FileKey(String text) {
  private static final int END_BYTES = 1 << 16;
  private static final int KEY_BYTES = 12;

  static FileKey of(Path file) throws IOException {
    MessageDigest digest = Sha256.newDigest();
    digest.update(file.toRealPath().toString().getBytes(StandardCharsets.UTF_8));
    try (FileChannel channel = FileChannel.open(file)) {
      long size = channel.size();
      long changed = Files.getLastModifiedTime(file).toMillis();
      digest.update(ByteBuffer.allocate(16).putLong(size).putLong(changed).flip());
      digest.update(read(channel, 0));
      digest.update(read(channel, Math.max(0, size - END_BYTES)));
    }
    return new FileKey(HexFormat.of().formatHex(digest.digest(), 0, KEY_BYTES));
  }

  private static ByteBuffer read(FileChannel channel, long from) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(END_BYTES);
    int read = 0;
    while (read >= 0 && buffer.hasRemaining()) {
      read = channel.read(buffer, from + buffer.position());
    }
    return buffer.flip();
  }
}
