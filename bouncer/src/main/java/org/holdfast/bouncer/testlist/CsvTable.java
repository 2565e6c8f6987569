package org.holdfast.bouncer.testlist;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.edge.watch.UnusableFileException;

/// Reads comma-separated values (RFC 4180) within fixed bounds. Lines end with LF or CR LF; blank
/// lines are passed over; a quote inside an unquoted field stands for itself.
final class CsvTable {
  /// The most rows a table may have, its header included.
  static final int MAX_ROWS = 100_000;

  static final int MAX_FIELDS = 50;
  static final int MAX_FIELD_CHARS = 20_000;

  private final String text;
  private int at;
  private int line = 1;

  private CsvTable(String text) {
    this.text = text;
  }

  /// The rows in their order.
  ///
  /// @throws UnusableFileException naming the line, if quotes do not match or a bound is exceeded
  static List<List<String>> parse(String text) throws UnusableFileException {
    CsvTable table = new CsvTable(text.startsWith("\uFEFF") ? text.substring(1) : text);
    List<List<String>> rows = new ArrayList<>();
    while (table.at < table.text.length()) {
      List<String> row = table.row();
      if (row.size() > 1 || !row.getFirst().isEmpty()) {
        rows.add(row);
      }
      if (rows.size() > MAX_ROWS) {
        throw table.unusable("more than " + MAX_ROWS + " rows");
      }
    }
    return rows;
  }

  private List<String> row() throws UnusableFileException {
    List<String> fields = new ArrayList<>();
    while (true) {
      fields.add(at < text.length() && text.charAt(at) == '"' ? quoted() : plain());
      if (fields.size() > MAX_FIELDS) {
        throw unusable("more than " + MAX_FIELDS + " fields");
      }
      if (at >= text.length()) {
        return List.copyOf(fields);
      }
      char end = text.charAt(at++);
      if (end != ',') {
        line++;
        return List.copyOf(fields);
      }
    }
  }

  /// Ends before a comma or after the CR of a line's end.
  private String plain() throws UnusableFileException {
    int start = at;
    while (at < text.length() && text.charAt(at) != ',' && text.charAt(at) != '\n') {
      at++;
    }
    int end = at;
    if (end > start && text.charAt(end - 1) == '\r') {
      end--;
    }
    return bounded(text.substring(start, end));
  }

  private String quoted() throws UnusableFileException {
    StringBuilder field = new StringBuilder();
    int first = line;
    at++;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '\n') {
        line++;
      }
      if (c != '"') {
        field.append(c);
      } else if (at < text.length() && text.charAt(at) == '"') {
        field.append('"');
        at++;
      } else {
        expectEndOfField();
        return bounded(field.toString());
      }
    }
    line = first;
    throw unusable("a quote that is never closed");
  }

  private void expectEndOfField() throws UnusableFileException {
    if (at + 1 < text.length() && text.charAt(at) == '\r' && text.charAt(at + 1) == '\n') {
      at++;
    }
    if (at < text.length() && text.charAt(at) != ',' && text.charAt(at) != '\n') {
      throw unusable("text after a closing quote");
    }
  }

  private String bounded(String field) throws UnusableFileException {
    if (field.length() > MAX_FIELD_CHARS) {
      throw unusable("a field longer than " + MAX_FIELD_CHARS + " characters");
    }
    return field;
  }

  private UnusableFileException unusable(String why) {
    return new UnusableFileException("line " + line + ": " + why);
  }
}
