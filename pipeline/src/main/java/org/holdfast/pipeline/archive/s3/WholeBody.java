package org.holdfast.pipeline.archive.s3;

import java.io.EOFException;
import java.io.IOException;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/// Takes the body of an answer whole, or has the request tried again: a connection that ends early
/// must not be taken for the end of an object.
final class WholeBody {
  private WholeBody() {}

  /// Of a request for a range of at most `length` bytes. An answer that is longer (a store that
  /// does not know ranges sends everything) is refused, since where it begins is not known.
  static ResponseTransformer<GetObjectResponse, ResponseBytes<GetObjectResponse>> upTo(int length) {
    return (response, body) -> {
      if (response.contentLength() == null || response.contentLength() > length) {
        body.abort();
        throw new IOException("the store sends more than was asked for");
      }
      return ResponseBytes.fromByteArrayUnsafe(
          response, read(body, Math.toIntExact(response.contentLength())));
    };
  }

  private static byte[] read(AbortableInputStream body, int length) {
    try {
      byte[] bytes = body.readNBytes(length);
      if (bytes.length < length) {
        throw new EOFException(bytes.length + " bytes came instead of " + length);
      }
      return bytes;
    } catch (IOException e) {
      throw RetryableException.create("the store's answer ends early", e);
    }
  }
}
