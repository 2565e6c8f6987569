package org.holdfast.pipeline.archive.s3;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Says what a failure of the client means, in words an operator can act on.
final class StoreFailure {
  static final int FORBIDDEN = 403;
  static final int CONFLICT = 409;
  static final int PRECONDITION_FAILED = 412;
  static final int RANGE_NOT_SATISFIABLE = 416;
  static final int NOT_IMPLEMENTED = 501;

  private static final int DETAIL_MAX = 200;

  private final S3Options options;

  StoreFailure(S3Options options) {
    this.options = options;
  }

  /// The failure of a request about `key` as [org.holdfast.pipeline.archive.ObjectStore] tells it.
  IOException of(SdkException failure, String key) {
    if (failure instanceof NoSuchKeyException) {
      NoSuchFileException none = new NoSuchFileException(key);
      none.initCause(failure);
      return none;
    }
    return new IOException(text(failure), failure);
  }

  /// Whether the store answered as it should, and the failure lies with the object asked for.
  static boolean isAboutTheObject(SdkException failure) {
    return failure instanceof NoSuchKeyException
        || isStatus(failure, PRECONDITION_FAILED)
        || isStatus(failure, CONFLICT)
        || isStatus(failure, NOT_IMPLEMENTED)
        || isStatus(failure, RANGE_NOT_SATISFIABLE);
  }

  static boolean isStatus(@Nullable Throwable failure, int status) {
    return failure instanceof S3Exception answer && answer.statusCode() == status;
  }

  private String text(SdkException failure) {
    String where = " at " + options.endpoint();
    if (failure instanceof S3Exception answer) {
      String code = code(answer);
      return switch (code) {
        case "NoSuchBucket" -> "there is no bucket '" + options.bucket() + "'" + where;
        case "InvalidAccessKeyId", "SignatureDoesNotMatch", "AccessDenied", "Forbidden" ->
            "the store"
                + where
                + " does not accept our access key for bucket '"
                + options.bucket()
                + "' ("
                + code
                + ")";
        case "PermanentRedirect", "AuthorizationHeaderMalformed" ->
            "bucket '"
                + options.bucket()
                + "' is in another region than "
                + options.region()
                + where
                + " ("
                + code
                + ")";
        default -> "the store" + where + " answers " + answer.statusCode() + " " + code;
      };
    }
    Throwable innermost = failure;
    for (Throwable t = failure; t != null; t = t.getCause()) {
      innermost = t;
    }
    if (innermost instanceof UnreadableAccessKeyException) {
      return String.valueOf(innermost.getMessage());
    }
    return "the store" + where + " does not answer: " + shortened(String.valueOf(innermost));
  }

  private static String code(S3Exception answer) {
    String byStatus =
        switch (answer.statusCode()) {
          case 403 -> "Forbidden";
          case 404 -> "NoSuchBucket"; // a key that is missing has an exception of its own
          default -> "";
        };
    return Optional.ofNullable(answer.awsErrorDetails())
        .flatMap(details -> Optional.ofNullable(details.errorCode()))
        .filter(code -> !code.isEmpty())
        .orElse(byStatus);
  }

  private static String shortened(String text) {
    return text.length() <= DETAIL_MAX ? text : text.substring(0, DETAIL_MAX);
  }
}
