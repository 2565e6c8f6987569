package org.holdfast.app.submit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.holdfast.model.yaml.UnreadableYamlException;
import tools.jackson.databind.JsonNode;

/// Sends what stands in one file.
///
/// A document by itself goes through `submit_measurement`. Where a file holds several and they
/// carry a report id of the time before that existed, they go back into a report, as they came; so
/// do the entries of a YAML file. Entries are sent several at a time; opening and closing wait for
/// all of them.
final class FileSubmission {
  private static final String NOT_UTF_8 = "is not UTF-8 and cannot be sent inside JSON";

  private final Path file;
  private final FileKey key;
  private final InputFile input;
  private final CollectorClient client;
  private final Acknowledgements acknowledgements;
  private final Window window;
  private final Tally tally;

  private Optional<Report> report = Optional.empty();
  private Optional<String> reportId = Optional.empty();

  FileSubmission(
      Path file,
      FileKey key,
      InputFile input,
      CollectorClient client,
      Acknowledgements acknowledgements,
      Window window,
      Tally tally) {
    this.file = file;
    this.key = key;
    this.input = input;
    this.client = client;
    this.acknowledgements = acknowledgements;
    this.window = window;
    this.tally = tally;
  }

  /// Sends every entry that is not acknowledged yet; returns when all are answered, or the run was
  /// stopped.
  ///
  /// @param progress is told the bytes read so far
  void run(LongConsumer progress) throws IOException, InterruptedException {
    boolean several = false;
    Optional<Entry> next = input.next();
    while (next.isPresent() && !tally.isStopped()) {
      several |= input.peek().isPresent();
      boolean goOn = place(next.get(), several);
      progress.accept(input.bytesRead());
      next = goOn ? input.next() : Optional.empty();
    }
    endReport();
    window.drain();
  }

  /// Whether the rest of the file can be sent.
  private boolean place(Entry entry, boolean several) throws IOException, InterruptedException {
    if (entry.tooLong() && entry.kind() != Entry.Kind.YAML_HEADER) {
      tally.refused(file, entry, "is longer than " + InputFile.ENTRY_BYTES_MAX + " bytes");
      return true;
    }
    return switch (entry.kind()) {
      case JSON -> placeDocument(entry, several);
      case YAML_HEADER -> beginYamlReport(entry);
      case YAML_ENTRY -> placeYamlEntry(entry);
    };
  }

  private boolean placeDocument(Entry entry, boolean several)
      throws IOException, InterruptedException {
    Optional<DocumentHead> head =
        several
            ? DocumentHead.scan(entry.bytes()).filter(DocumentHead::isLegacy)
            : Optional.empty();
    if (head.isEmpty()) {
      endReport();
      submit(entry);
      return true;
    }
    if (!head.get().reportId().equals(report.map(Report::clientId))) {
      endReport();
      report = Optional.of(Report.of(entry, head.get()));
    }
    if (skip(entry)) {
      return true;
    }
    Optional<String> id = openReport(report.get(), Optional.empty());
    if (id.isPresent()) {
      byte[] document = head.get().underReport(entry.bytes(), id.get());
      append(entry, id.get(), Optional.of(Bodies.appendJson(document)));
    } else {
      submit(entry);
    }
    return true;
  }

  private boolean beginYamlReport(Entry header) {
    try {
      report = Optional.of(Report.of(header));
      return true;
    } catch (UnreadableYamlException e) {
      String reason = "is neither JSON nor the header of a YAML report (" + e.getMessage() + ")";
      tally.refused(file, header, reason + "; nothing of this file was sent");
      return false;
    }
  }

  private boolean placeYamlEntry(Entry entry) throws IOException, InterruptedException {
    if (skip(entry)) {
      return true;
    }
    Optional<String> id = openReport(report.orElseThrow(), Optional.of(entry));
    if (id.isEmpty()) {
      return false;
    }
    append(entry, id.get(), Bodies.appendYaml(entry.bytes()));
    return true;
  }

  private boolean skip(Entry entry) {
    boolean done = acknowledgements.isAcknowledged(key, entry.number());
    if (done) {
      tally.skipped();
    }
    return done;
  }

  private void submit(Entry entry) throws InterruptedException {
    if (skip(entry)) {
      return;
    }
    Optional<byte[]> body = Bodies.submit(entry.bytes());
    if (body.isEmpty()) {
      tally.refused(file, entry, NOT_UTF_8);
      return;
    }
    byte[] bytes = body.get();
    window.send(bytes.length, () -> settle(entry, client.submit(entry.bytes(), bytes), true));
  }

  private void append(Entry entry, String id, Optional<byte[]> body) throws InterruptedException {
    if (body.isEmpty()) {
      tally.refused(file, entry, NOT_UTF_8);
      return;
    }
    byte[] bytes = body.get();
    window.send(bytes.length, () -> settle(entry, client.post("/report/" + id, bytes), false));
  }

  /// @param uidNeeded whether only an answer with a uid counts; some collectors answer appends with
  ///   a status alone
  private void settle(Entry entry, Answer answer, boolean uidNeeded) {
    switch (answer) {
      case Answer.Accepted(JsonNode body) -> {
        String uid = body.path("measurement_uid").asString("");
        boolean success = body.path("status").asString("").equals("success");
        if (uid.isEmpty() && (uidNeeded || !success)) {
          tally.refused(file, entry, "was answered 200 without a measurement_uid");
        } else {
          acknowledge(entry, uid);
        }
      }
      case Answer.Refused(String reason) -> tally.refused(file, entry, reason);
      case Answer.Unavailable(String reason) -> tally.stop(reason);
    }
  }

  private void acknowledge(Entry entry, String uid) {
    try {
      acknowledgements.acknowledge(key, entry.number(), uid);
      tally.acknowledged();
    } catch (IOException e) {
      tally.stop("the state file cannot be written: " + e.getMessage());
    }
  }

  /// The id of the report, newly opened or as an earlier run opened it. Empty if the collector
  /// refuses it or takes nothing at present.
  ///
  /// @param blame the entry a refusal is reported for, where it cannot be sent otherwise
  private Optional<String> openReport(Report wanted, Optional<Entry> blame)
      throws IOException, InterruptedException {
    if (reportId.isPresent()) {
      return reportId;
    }
    reportId = acknowledgements.openReport(key, wanted.firstEntry());
    if (reportId.isPresent()) {
      return reportId;
    }
    switch (client.post("/report", wanted.opening())) {
      case Answer.Accepted(JsonNode body) -> {
        reportId = Optional.of(body.path("report_id").asString("")).filter(id -> !id.isEmpty());
        if (reportId.isPresent()) {
          acknowledgements.opened(key, wanted.firstEntry(), reportId.get());
        }
      }
      case Answer.Refused(String reason) ->
          blame.ifPresent(
              entry ->
                  tally.refused(
                      file,
                      entry,
                      "its report was refused: " + reason + "; the rest was not sent"));
      case Answer.Unavailable(String reason) -> tally.stop(reason);
    }
    return reportId;
  }

  private void endReport() throws IOException, InterruptedException {
    Optional<String> id =
        report.flatMap(r -> reportId.or(() -> acknowledgements.openReport(key, r.firstEntry())));
    if (id.isPresent()) {
      window.drain();
      if (!tally.isStopped()) {
        close(report.orElseThrow(), id.get());
      }
    }
    report = Optional.empty();
    reportId = Optional.empty();
  }

  private void close(Report ending, String id) throws IOException, InterruptedException {
    byte[] nothing = "".getBytes(StandardCharsets.US_ASCII);
    switch (client.post("/report/" + id + "/close", nothing)) {
      case Answer.Accepted accepted -> acknowledgements.closed(key, ending.firstEntry());
      case Answer.Refused(String reason) ->
          tally.unreadable(file, "the report " + id + " was not closed: " + reason);
      case Answer.Unavailable(String reason) -> tally.stop(reason);
    }
  }
}
