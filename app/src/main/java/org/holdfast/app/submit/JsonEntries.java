package org.holdfast.app.submit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.holdfast.app.submit.BoundedLines.Line;

/// Cuts a file of JSON texts into entries: one per line, or one over many lines, or any mixture.
///
/// A text ends with the line on which its braces are balanced. Where they never are, because a line
/// was cut off by a crash, it ends before the next line that starts with an object, so that one
/// broken entry costs nothing but itself. What is broken is handed on as it stands: the server says
/// what is wrong with it.
final class JsonEntries implements EntrySource {
  private final BoundedLines lines;
  private final int bytesMax;
  private Optional<Line> ahead = Optional.empty();
  private int number;

  JsonEntries(BoundedLines lines, int bytesMax) {
    this.lines = lines;
    this.bytesMax = bytesMax;
  }

  @Override
  public Optional<Entry> next() throws IOException {
    Optional<Line> first = nextLine();
    while (first.isPresent() && first.get().isBlank()) {
      first = nextLine();
    }
    return first.isPresent() ? Optional.of(entryFrom(first.get())) : Optional.empty();
  }

  private Entry entryFrom(Line first) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream(first.bytes().length);
    Balance balance = new Balance();
    boolean tooLong = first.cut();
    Line line = first;
    while (true) {
      tooLong |= line.cut() || text.size() + line.bytes().length > bytesMax;
      if (!tooLong) {
        text.writeBytes(line.bytes());
      }
      if (balance.isDoneAfter(line)) {
        break;
      }
      Optional<Line> next = nextLine();
      if (next.isEmpty()) {
        break;
      }
      if (next.get().startsWith("{\"")) {
        ahead = next;
        break;
      }
      text.write('\n');
      line = next.get();
    }
    number++;
    byte[] bytes = tooLong ? new byte[0] : stripped(text.toByteArray());
    return new Entry(Entry.Kind.JSON, number, first.number(), bytes, tooLong);
  }

  private Optional<Line> nextLine() throws IOException {
    Optional<Line> line = ahead;
    ahead = Optional.empty();
    return line.isPresent() ? line : lines.next();
  }

  private static byte[] stripped(byte[] bytes) {
    int start = 0;
    int end = bytes.length;
    while (start < end && isWhiteSpace(bytes[start])) {
      start++;
    }
    while (end > start && isWhiteSpace(bytes[end - 1])) {
      end--;
    }
    return Arrays.copyOfRange(bytes, start, end);
  }

  private static boolean isWhiteSpace(byte b) {
    return b == ' ' || b == '\t' || b == '\r' || b == '\n';
  }

  /// Counts braces and brackets outside strings. Multi-byte characters need no care, as none of
  /// their bytes is ASCII.
  private static final class Balance {
    private long depth;

    /// Whether the text is over with this line. A string that is open at the end of a line cannot
    /// be closed any more.
    boolean isDoneAfter(Line line) {
      boolean inString = false;
      boolean escaped = false;
      for (byte b : line.bytes()) {
        if (inString) {
          inString = escaped || b != '"';
          escaped = !escaped && b == '\\';
        } else if (b == '"') {
          inString = true;
        } else if (b == '{' || b == '[') {
          depth++;
        } else if (b == '}' || b == ']') {
          depth--;
        }
      }
      return inString || depth <= 0 || line.cut();
    }
  }
}
