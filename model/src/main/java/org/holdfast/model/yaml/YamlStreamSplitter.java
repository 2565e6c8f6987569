package org.holdfast.model.yaml;

import java.io.IOException;
import java.io.Reader;

/// Cuts a stream of YAML documents at the lines that start with `---` or `...`, without looking at
/// what stands between them. YAML lets no document contain such a line, so that the cut is right
/// whatever the documents hold.
final class YamlStreamSplitter {
  /// Takes the text of one document.
  interface Documents {
    /// @param whole false where the text is a piece of a document that is too long to be read
    void accept(String text, boolean whole);
  }

  private final Reader reader;
  private final StringBuilder pending = new StringBuilder();
  private int lineStart;
  private boolean tooLong;

  YamlStreamSplitter(Reader reader) {
    this.reader = reader;
  }

  void forEachDocument(Documents documents) throws IOException {
    char[] chunk = new char[8_192];
    for (int count = reader.read(chunk); count >= 0; count = reader.read(chunk)) {
      for (int i = 0; i < count; i++) {
        pending.append(chunk[i]);
        if (chunk[i] == '\n') {
          endOfLine(documents);
        } else if (pending.length() > LegacyYaml.MAX_ENTRY_CHARS) {
          handOverPiece(documents);
        }
      }
    }
    endOfLine(documents);
    handOver(pending.length(), documents);
  }

  private void endOfLine(Documents documents) {
    if (startsWithMarker("---")) {
      handOver(lineStart, documents);
    } else if (startsWithMarker("...")) {
      handOver(lineStart, documents);
      pending.setLength(0);
    } else if (pending.length() > LegacyYaml.MAX_ENTRY_CHARS) {
      handOverPiece(documents);
    }
    lineStart = pending.length();
  }

  private boolean startsWithMarker(String marker) {
    int end = lineStart + marker.length();
    return pending.length() >= end
        && pending.substring(lineStart, end).equals(marker)
        && (pending.length() == end || Character.isWhitespace(pending.charAt(end)));
  }

  private void handOver(int end, Documents documents) {
    if (end > 0) {
      documents.accept(pending.substring(0, end), !tooLong);
    }
    pending.delete(0, end);
    tooLong = false;
  }

  private void handOverPiece(Documents documents) {
    documents.accept(pending.toString(), false);
    pending.setLength(0);
    lineStart = 0;
    tooLong = true;
  }
}
