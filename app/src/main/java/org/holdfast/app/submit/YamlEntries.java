package org.holdfast.app.submit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.holdfast.app.submit.BoundedLines.Line;

/// Cuts a legacy YAML report into its documents at the `---` and `...` lines without reading what
/// is between. The first is the header and has number 0. Documents that hold nothing (comments,
/// doubled trailers, null) are left out.
final class YamlEntries implements EntrySource {
  private final BoundedLines lines;
  private final int bytesMax;
  private Optional<Line> ahead = Optional.empty();
  private int number;

  YamlEntries(BoundedLines lines, int bytesMax) {
    this.lines = lines;
    this.bytesMax = bytesMax;
  }

  @Override
  public Optional<Entry> next() throws IOException {
    while (true) {
      Optional<Line> first = nextLine();
      if (first.isEmpty()) {
        return Optional.empty();
      }
      Document document = documentFrom(first.get());
      if (document.holdsSomething) {
        Entry.Kind kind = number == 0 ? Entry.Kind.YAML_HEADER : Entry.Kind.YAML_ENTRY;
        byte[] bytes = document.tooLong ? new byte[0] : document.text.toByteArray();
        return Optional.of(
            new Entry(kind, number++, first.get().number(), bytes, document.tooLong));
      }
    }
  }

  private Document documentFrom(Line first) throws IOException {
    Document document = new Document();
    document.add(first);
    if (isEnd(first)) {
      return document;
    }
    for (Optional<Line> line = nextLine(); line.isPresent(); line = nextLine()) {
      if (isStart(line.get())) {
        ahead = line;
        break;
      }
      document.add(line.get());
      if (isEnd(line.get())) {
        break;
      }
    }
    return document;
  }

  private Optional<Line> nextLine() throws IOException {
    Optional<Line> line = ahead;
    ahead = Optional.empty();
    return line.isPresent() ? line : lines.next();
  }

  private static boolean isStart(Line line) {
    return isMarker(line, "---");
  }

  private static boolean isEnd(Line line) {
    return isMarker(line, "...");
  }

  private static boolean isMarker(Line line, String marker) {
    return line.startsWith(marker)
        && (line.bytes().length == 3 || line.bytes()[3] == ' ' || line.bytes()[3] == '\r');
  }

  private final class Document {
    private final ByteArrayOutputStream text = new ByteArrayOutputStream(1024);
    private boolean holdsSomething;
    private boolean tooLong;

    void add(Line line) {
      tooLong |= line.cut() || text.size() + line.bytes().length >= bytesMax;
      holdsSomething |= holdsSomething(line);
      if (!tooLong) {
        text.writeBytes(line.bytes());
        text.write('\n');
      }
    }

    private boolean holdsSomething(Line line) {
      if (isEnd(line) || line.isBlank() || line.startsWith("#") || line.startsWith("%")) {
        return false;
      }
      if (isStart(line)) {
        return line.bytes().length > 4 && !isNull(line, 4);
      }
      return !isNull(line, 0);
    }

    private static boolean isNull(Line line, int from) {
      String rest =
          new String(line.bytes(), from, line.bytes().length - from, StandardCharsets.ISO_8859_1)
              .strip();
      return rest.isEmpty() || rest.equals("null") || rest.equals("~") || rest.startsWith("#");
    }
  }
}
