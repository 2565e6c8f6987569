package org.holdfast.pipeline.archive.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.sync.RequestBody;

/// Whether the store refuses to overwrite when asked to (`If-None-Match: *`). Some say that they do
/// not know how (501), others overwrite in silence: that is found out by writing one small object
/// twice. Safe for concurrent use.
final class ConditionalWrites {
  /// Beside the archive; it stays, so that the next start needs one request.
  static final String KEY = "holdfast/conditional-writes";

  private static final Logger LOG = LoggerFactory.getLogger(ConditionalWrites.class);
  private static final String ANY = "*";

  private final String bucket;
  private final S3Requests requests;
  private volatile Optional<String> lack = Optional.empty();

  ConditionalWrites(String bucket, S3Requests requests) {
    this.bucket = bucket;
    this.requests = requests;
  }

  /// The condition writes are to be made under; none where it is of no use.
  Optional<String> condition() {
    return lack.isEmpty() ? Optional.of(ANY) : Optional.empty();
  }

  /// For people, where the store does not refuse to overwrite.
  Optional<String> note() {
    return lack;
  }

  /// Finds out.
  ///
  /// @throws IOException if the store does not answer
  void look() throws IOException {
    boolean first = overwrites();
    if (first && overwrites()) {
      lacks("ignores the condition of conditional writes (If-None-Match)");
    }
  }

  /// @return whether it wrote; for the first time, or over what is there
  private boolean overwrites() throws IOException {
    RequestBody body = RequestBody.fromBytes("is this overwritten?\n".getBytes(UTF_8));
    try {
      requests.send(
          KEY,
          client ->
              client.putObject(request -> request.bucket(bucket).key(KEY).ifNoneMatch(ANY), body));
      return true;
    } catch (IOException e) {
      if (StoreFailure.isStatus(e.getCause(), StoreFailure.PRECONDITION_FAILED)
          || StoreFailure.isStatus(e.getCause(), StoreFailure.CONFLICT)) {
        return false;
      }
      if (StoreFailure.isStatus(e.getCause(), StoreFailure.NOT_IMPLEMENTED)) {
        noteRefusal();
        return false;
      }
      throw e;
    }
  }

  /// The store has said that it knows no conditions.
  void noteRefusal() {
    lacks("has no conditional writes (If-None-Match)");
  }

  private void lacks(String what) {
    String note =
        "degraded: the store %s: a worker that is taken for dead may publish what another has published"
            .formatted(what);
    if (!lack.equals(Optional.of(note))) {
      LOG.warn("The archive's store {}; keys are looked for before they are written", what);
    }
    lack = Optional.of(note);
  }
}
