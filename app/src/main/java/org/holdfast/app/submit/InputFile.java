package org.holdfast.app.submit;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;

/// A file of measurements, opened. What it holds is told by its content, whatever its name: JSON
/// texts or a YAML report, either gzipped or not.
final class InputFile implements EntrySource, AutoCloseable {
  /// The longest entry that is sent; longer ones are read over and refused.
  static final int ENTRY_BYTES_MAX = 256 << 20;

  private static final int GZIP_MAGIC = 0x1f8b;
  private static final int BUFFER_BYTES = 1 << 16;
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private final InputStream raw;
  private final AtomicLong rawBytesRead;
  private final EntrySource entries;
  private Optional<Entry> ahead = Optional.empty();

  private InputFile(InputStream raw, AtomicLong rawBytesRead, EntrySource entries) {
    this.raw = raw;
    this.rawBytesRead = rawBytesRead;
    this.entries = entries;
  }

  static InputFile open(Path file) throws IOException {
    return open(Files.newInputStream(file), ENTRY_BYTES_MAX);
  }

  /// @param entryBytesMax the longest entry that is handed out whole
  static InputFile open(InputStream stream, int entryBytesMax) throws IOException {
    AtomicLong read = new AtomicLong();
    InputStream raw = new Counting(stream, read);
    try {
      InputStream plain = inflating(new BufferedInputStream(raw, BUFFER_BYTES));
      BufferedInputStream in = new BufferedInputStream(plain, BUFFER_BYTES);
      skipByteOrderMark(in);
      boolean yaml = looksLikeYaml(in);
      BoundedLines lines = new BoundedLines(in, entryBytesMax);
      return new InputFile(
          raw,
          read,
          yaml ? new YamlEntries(lines, entryBytesMax) : new JsonEntries(lines, entryBytesMax));
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  @Override
  public Optional<Entry> next() throws IOException {
    Optional<Entry> next = peek();
    ahead = Optional.empty();
    return next;
  }

  /// What [#next] will give.
  Optional<Entry> peek() throws IOException {
    if (ahead.isEmpty()) {
      ahead = entries.next();
    }
    return ahead;
  }

  /// How much of the file itself was read, compressed or not; for showing progress.
  long bytesRead() {
    return rawBytesRead.get();
  }

  @Override
  public void close() throws IOException {
    raw.close();
  }

  private static InputStream inflating(BufferedInputStream in) throws IOException {
    in.mark(2);
    int magic = in.read() << 8 | in.read();
    in.reset();
    return magic == GZIP_MAGIC ? new GZIPInputStream(in, BUFFER_BYTES) : in;
  }

  private static void skipByteOrderMark(BufferedInputStream in) throws IOException {
    in.mark(BYTE_ORDER_MARK.length);
    for (byte expected : BYTE_ORDER_MARK) {
      if (in.read() != (expected & 0xff)) {
        in.reset();
        return;
      }
    }
  }

  /// JSON documents start with a brace; `---`, a comment or a bare key start YAML.
  private static boolean looksLikeYaml(BufferedInputStream in) throws IOException {
    in.mark(BUFFER_BYTES);
    int b = in.read();
    for (int i = 0; i < BUFFER_BYTES - 1 && b >= 0 && Character.isWhitespace(b); i++) {
      b = in.read();
    }
    in.reset();
    return b == '-' || b == '#' || b == '%' || Character.isLetter(b);
  }

  private static final class Counting extends FilterInputStream {
    private final AtomicLong count;

    Counting(InputStream in, AtomicLong count) {
      super(in);
      this.count = count;
    }

    @Override
    public int read() throws IOException {
      int b = super.read();
      count.addAndGet(b < 0 ? 0 : 1);
      return b;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int n = super.read(bytes, offset, length);
      count.addAndGet(Math.max(0, n));
      return n;
    }
  }
}
