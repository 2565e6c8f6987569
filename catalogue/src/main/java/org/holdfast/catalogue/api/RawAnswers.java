package org.holdfast.catalogue.api;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.holdfast.catalogue.MeasurementRow;
import org.holdfast.catalogue.StoredBodies;
import org.holdfast.edge.Refusal;
import org.holdfast.edge.Reply;
import org.holdfast.edge.Request;
import org.holdfast.model.Sha256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers with stored bytes. What a uid names never changes, so its answer may be kept for good;
/// the answer is what a stranger sent, so browsers are told not to guess at its type.
final class RawAnswers {
  private static final Logger LOG = LoggerFactory.getLogger(RawAnswers.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(10);
  private static final String IMMUTABLE = "public, max-age=86400, immutable";
  private static final String SHORT = "public, max-age=60";
  private static final String SHORTEST = "public, max-age=5";

  private final BodyReader reader;

  RawAnswers(BodyReader reader) {
    this.reader = reader;
  }

  /// The measurement as published; as an attachment if `download` is asked for.
  Reply published(Request request, MeasurementRow row) {
    Reply reply = published(request, row, IMMUTABLE);
    boolean download = new Parameters(request).flag("download").orElse(false);
    return download
        ? reply.with(
            "Content-Disposition",
            "attachment; filename=\"ooni_measurement-" + row.uid() + ".json\"")
        : reply;
  }

  /// Likewise where it was found by report id and input, which need not name it for ever.
  Reply publishedForNow(Request request, MeasurementRow row) {
    return published(request, row, SHORT);
  }

  private Reply published(Request request, MeasurementRow row, String caching) {
    return answer(request, row, StoredBodies::published, "application/json", caching);
  }

  Reply asReceived(Request request, MeasurementRow row) {
    return answer(request, row, StoredBodies::asReceived, "application/octet-stream", IMMUTABLE);
  }

  Reply envelope(Request request, MeasurementRow row) {
    return answer(request, row, StoredBodies::envelope, "application/json", IMMUTABLE);
  }

  /// 404, cached for seconds only: the uid may have been acknowledged a moment ago (D40).
  static Reply unknown() {
    return Refusal.of(
            404, "measurement-not-found", "no such measurement is known", "measurement-not-found")
        .toReply()
        .with("Cache-Control", SHORTEST);
  }

  private Reply answer(
      Request request,
      MeasurementRow row,
      BodyReader.Part part,
      String contentType,
      String caching) {
    Optional<byte[]> bytes = read(row, part);
    if (bytes.isEmpty()) {
      return withdrawn();
    }
    Map<String, String> headers = new LinkedHashMap<>();
    String tag = '"' + Sha256.of(bytes.get()).hex() + '"';
    headers.put("ETag", tag);
    headers.put("Cache-Control", caching);
    headers.put("Content-Location", "/api/v1/measurement/" + row.uid() + suffix(request));
    if (EntityTags.matches(request.header("If-None-Match"), tag)) {
      return new Reply(304, headers, new byte[0], true);
    }
    headers.put("Content-Type", contentType);
    headers.put("X-Content-Type-Options", "nosniff");
    return new Reply(200, headers, bytes.get(), true);
  }

  private Optional<byte[]> read(MeasurementRow row, BodyReader.Part part) {
    try {
      return reader.read(row, part);
    } catch (IOException e) {
      LOG.warn("the bytes of {} cannot be read", row.uid(), e);
      throw Refusal.unavailable(
              "the measurement cannot be read just now, try again", "body-unreadable", RETRY_AFTER)
          .asException();
    }
  }

  private static Reply withdrawn() {
    return Refusal.of(
            410, "measurement-withdrawn", "the measurement was withdrawn", "measurement-withdrawn")
        .toReply()
        .with("Cache-Control", SHORT);
  }

  /// `/body` or `/envelope` where the request ends with it, so that an alias is told the canonical
  /// path of what it was given.
  private static String suffix(Request request) {
    String last = request.path().substring(request.path().lastIndexOf('/'));
    return last.equals("/body") || last.equals("/envelope") ? last : "";
  }
}
