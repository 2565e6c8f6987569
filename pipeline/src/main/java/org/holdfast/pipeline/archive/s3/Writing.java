package org.holdfast.pipeline.archive.s3;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/// Writes objects that are not there yet: small ones in one request, longer ones in parts.
final class Writing {
  /// User metadata with the digest of an object, in hex.
  static final String SHA256 = "sha256";

  private static final Logger LOG = LoggerFactory.getLogger(Writing.class);

  /// Two who write the same key at once may both be told to come again.
  private static final int CONFLICTS_MAX = 5;

  private final String bucket;
  private final int partBytes;
  private final S3Requests requests;
  private final ConditionalWrites conditions;

  Writing(S3Options options, S3Requests requests, ConditionalWrites conditions) {
    this.bucket = options.bucket();
    this.partBytes = options.partBytes();
    this.requests = requests;
    this.conditions = conditions;
  }

  /// @return false if the key was taken meanwhile
  boolean write(String key, LocalFile file) throws IOException {
    for (int conflicts = 0; ; conflicts++) {
      try {
        if (file.length() > partBytes) {
          writeParts(key, file);
        } else {
          writeWhole(key, file);
        }
        return true;
      } catch (IOException e) {
        if (StoreFailure.isStatus(e.getCause(), StoreFailure.PRECONDITION_FAILED)) {
          return false;
        }
        boolean again =
            StoreFailure.isStatus(e.getCause(), StoreFailure.CONFLICT) && conflicts < CONFLICTS_MAX;
        if (!again && !goesOnWithoutCondition(e)) {
          throw e;
        }
      }
    }
  }

  private boolean goesOnWithoutCondition(IOException failure) {
    if (conditions.condition().isEmpty()
        || !StoreFailure.isStatus(failure.getCause(), StoreFailure.NOT_IMPLEMENTED)) {
      return false;
    }
    conditions.noteRefusal();
    return true;
  }

  private void writeWhole(String key, LocalFile file) throws IOException {
    requests.send(
        key,
        client ->
            client.putObject(
                request -> {
                  request.bucket(bucket).key(key);
                  request.metadata(Map.of(SHA256, file.sha256()));
                  request.contentMD5(file.md5()).contentLength(file.length());
                  conditions.condition().ifPresent(request::ifNoneMatch);
                },
                body(file)));
  }

  private void writeParts(String key, LocalFile file) throws IOException {
    String upload =
        requests.send(
            key,
            client ->
                client
                    .createMultipartUpload(
                        request ->
                            request.bucket(bucket).key(key).metadata(Map.of(SHA256, file.sha256())))
                    .uploadId());
    boolean done = false;
    try {
      List<CompletedPart> parts = new ArrayList<>();
      for (long from = 0; from < file.length(); from += partBytes) {
        long length = Math.min(partBytes, file.length() - from);
        parts.add(writePart(key, upload, parts.size() + 1, file.part(from, length)));
      }
      requests.send(
          key,
          client ->
              client.completeMultipartUpload(
                  request -> {
                    request.bucket(bucket).key(key).uploadId(upload);
                    request.multipartUpload(all -> all.parts(parts));
                    conditions.condition().ifPresent(request::ifNoneMatch);
                  }));
      done = true;
    } finally {
      if (!done) {
        abandon(key, upload);
      }
    }
  }

  private CompletedPart writePart(String key, String upload, int number, LocalFile part)
      throws IOException {
    return requests.send(
        key,
        client -> {
          String tag =
              client
                  .uploadPart(
                      request ->
                          request
                              .bucket(bucket)
                              .key(key)
                              .uploadId(upload)
                              .partNumber(number)
                              .contentMD5(part.md5())
                              .contentLength(part.length()),
                      body(part))
                  .eTag();
          return CompletedPart.builder().partNumber(number).eTag(tag).build();
        });
  }

  private void abandon(String key, String upload) {
    try {
      requests.send(
          key,
          client ->
              client.abortMultipartUpload(
                  request -> request.bucket(bucket).key(key).uploadId(upload)));
    } catch (IOException e) {
      LOG.info("parts of {} are left to the store: {}", key, e.getMessage());
    }
  }

  /// Opened anew for each try.
  private static RequestBody body(LocalFile file) {
    return RequestBody.fromContentProvider(
        ContentStreamProvider.fromInputStreamSupplier(file::openUnchecked),
        file.length(),
        "application/octet-stream");
  }
}
