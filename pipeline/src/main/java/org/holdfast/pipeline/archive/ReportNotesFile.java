package org.holdfast.pipeline.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Writes and reads notes on reports, one JSON object a line (see the package for the layout). The
/// same notes give the same bytes.
final class ReportNotesFile {
  private static final int VERSION = 1;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private ReportNotesFile() {}

  /// Writes notes one after another; the file is complete when this is closed.
  static final class Sink implements Closeable {
    private final Writer out;

    private Sink(Writer out) {
      this.out = out;
    }

    static Sink open(Path file) throws IOException {
      Sink sink =
          new Sink(
              new BufferedWriter(
                  new OutputStreamWriter(
                      new GZIPOutputStream(Files.newOutputStream(file), 1 << 14), UTF_8)));
      sink.line(JsonNodeFactory.instance.objectNode().put("version", VERSION));
      return sink;
    }

    void add(ReportNote note) throws IOException {
      ObjectNode line = JsonNodeFactory.instance.objectNode();
      switch (note) {
        case ReportNote.Opened(String reportId, Instant at, String headerJson) -> {
          line.put("opened", reportId).put("at", at.toString());
          line.set("header", JSON.readTree(headerJson));
        }
        case ReportNote.Closed(String reportId, Instant at) ->
            line.put("closed", reportId).put("at", at.toString());
      }
      line(line);
    }

    private void line(ObjectNode line) throws IOException {
      out.write(line.toString());
      out.write('\n');
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }

  /// Shows every note in a stream; lines that say something else are of a later release and left
  /// out.
  ///
  /// @throws IOException if the stream fails or holds no notes
  static void read(InputStream in, Consumer<ReportNote> consumer) throws IOException {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(new GZIPInputStream(in, 1 << 14), UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        note(JSON.readTree(line)).ifPresent(consumer);
      }
    } catch (JacksonException | IllegalArgumentException | DateTimeException e) {
      throw new IOException("a line is no note on a report", e);
    }
  }

  private static Optional<ReportNote> note(JsonNode line) {
    if (line.has("opened")) {
      return Optional.of(
          new ReportNote.Opened(
              line.path("opened").stringValue(), at(line), line.required("header").toString()));
    }
    if (line.has("closed")) {
      return Optional.of(new ReportNote.Closed(line.path("closed").stringValue(), at(line)));
    }
    return Optional.empty();
  }

  private static Instant at(JsonNode line) {
    return Instant.parse(line.required("at").stringValue());
  }
}
