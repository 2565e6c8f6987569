package org.holdfast.pipeline.archive.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.sync.RequestBody;

/// Whether the store refuses to overwrite when asked to (`If-None-Match: *`). Some say that they do
/// not know how (501), others overwrite in silence: that is found out by writing one small object
/// twice. Where a policy forbids that object it stays unknown, which is told as if they did not,
/// while the condition is sent all the same: it does no harm. Safe for concurrent use.
final class ConditionalWrites {
  /// Beside the archive; it stays, so that the next start needs one request.
  static final String KEY = "holdfast/conditional-writes";

  private static final Logger LOG = LoggerFactory.getLogger(ConditionalWrites.class);
  private static final String ANY = "*";

  private final String bucket;
  private final S3Requests requests;
  private volatile boolean useless;
  private volatile Optional<String> note = Optional.empty();

  ConditionalWrites(String bucket, S3Requests requests) {
    this.bucket = bucket;
    this.requests = requests;
  }

  /// The condition writes are to be made under; none where it is of no use.
  Optional<String> condition() {
    return useless ? Optional.empty() : Optional.of(ANY);
  }

  /// For people, where the store does not refuse to overwrite, or is not known to.
  Optional<String> note() {
    return note;
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
              client.putObject(request -> request.bucket(bucket).key(KEY).ifNoneMatch(ANY), body),
          failure -> StoreFailure.isAboutTheObject(failure) || isForbidden(failure));
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
      if (isForbidden(e.getCause())) {
        isUnknown();
        return false;
      }
      throw e;
    }
  }

  /// The bucket was listed just before, so that this is about the object's name, or about writing
  /// at all, which the first object of the archive will tell.
  private static boolean isForbidden(@Nullable Throwable failure) {
    return StoreFailure.isStatus(failure, StoreFailure.FORBIDDEN);
  }

  /// The store has said that it knows no conditions.
  void noteRefusal() {
    lacks("has no conditional writes (If-None-Match)");
  }

  private void lacks(String what) {
    useless = true;
    tell("the store " + what);
  }

  private void isUnknown() {
    tell(
        "the store does not let us write '"
            + KEY
            + "', so that it is not known whether it has conditional writes (If-None-Match)");
  }

  private void tell(String what) {
    String text =
        "degraded: %s: a worker that is taken for dead may publish what another has published"
            .formatted(what);
    if (!note.equals(Optional.of(text))) {
      LOG.warn("Of the archive: {}; keys are looked for before they are written", what);
    }
    note = Optional.of(text);
  }
}
