package org.holdfast.edge.server;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.holdfast.edge.Refusal;

/// Inflates a whole body that has arrived, never beyond a limit. Working on whole bodies rather
/// than on streams keeps decoder state (for zstd, megabytes) out of uploads that are under way.
final class ContentCodings {
  /// 8 MiB, the least every decoder must support (RFC 8878 section 3.1.1.1.2) and all we allow.
  private static final int ZSTD_WINDOW_LOG_MAX = 23;

  /// Small, so that the reported offset of damage is near the truth.
  private static final int ZSTD_FEED_BYTES = 4 << 10;

  private static final int OUTPUT_BYTES = 32 << 10;

  private ContentCodings() {}

  /// @param out takes the inflated bytes
  /// @throws BrokenCodingException if the bytes are not in this coding, truncated ones included
  /// @throws org.holdfast.edge.RefusedException 413 if more than `bytesMax` would come out
  static void inflate(ContentCoding coding, byte[] body, int bytesMax, CollectedBytes out)
      throws BrokenCodingException {
    switch (coding) {
      case IDENTITY -> out.add(body, 0, body.length);
      case GZIP -> GzipMembers.inflate(body, bytesMax, out);
      case ZSTD -> inflateZstd(body, bytesMax, out);
    }
  }

  private static void inflateZstd(byte[] body, int bytesMax, CollectedBytes out)
      throws BrokenCodingException {
    var source = new SmallSteps(body);
    try (var frames = new ZstdInputStreamNoFinalizer(source).setLongMax(ZSTD_WINDOW_LOG_MAX)) {
      byte[] buffer = new byte[OUTPUT_BYTES];
      for (int count = frames.read(buffer, 0, buffer.length);
          count >= 0;
          count = frames.read(buffer, 0, buffer.length)) {
        add(buffer, count, bytesMax, out);
      }
    } catch (ZstdIOException e) {
      throw new BrokenCodingException("zstd", String.valueOf(e.getMessage()), source.position());
    } catch (IOException e) {
      throw new UncheckedIOException("a stream over memory failed", e);
    }
  }

  static void add(byte[] inflated, int count, int bytesMax, CollectedBytes out) {
    if (count > bytesMax - out.size()) {
      throw tooLarge(bytesMax).asException();
    }
    out.add(inflated, 0, count);
  }

  static Refusal tooLarge(int bytesMax) {
    return Refusal.of(
        413,
        "request-too-large",
        "the body is over the limit of %d bytes (after decompression)".formatted(bytesMax),
        "request-too-large");
  }

  /// Hands out a few bytes at a time.
  private static final class SmallSteps extends ByteArrayInputStream {
    SmallSteps(byte[] bytes) {
      super(bytes);
    }

    @Override
    public synchronized int read(byte[] target, int offset, int length) {
      return super.read(target, offset, Math.min(length, ZSTD_FEED_BYTES));
    }

    int position() {
      return pos;
    }
  }
}
