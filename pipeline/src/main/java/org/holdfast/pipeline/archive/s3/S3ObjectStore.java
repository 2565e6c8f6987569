package org.holdfast.pipeline.archive.s3;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.holdfast.pipeline.archive.ObjectExistsException;
import org.holdfast.pipeline.archive.ObjectKeys;
import org.holdfast.pipeline.archive.ObjectStore;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/// Objects in a bucket. An object appears whole or not at all, since a store shows neither what is
/// being sent nor the parts of a multipart upload.
///
/// It is never overwritten (D9): before a key is written it is asked for, and where the store has
/// conditional writes (`If-None-Match: *`) the writing itself fails if somebody was quicker.
/// Whether it has them is tried out at the start. On a store without them two writers of one key at
/// the same moment are not told apart, and [#notes] says so: keys of the archive name the collector
/// that makes them, but another worker may give an object up whose manifest is still on its way.
///
/// Opening asks nothing of the store: it may come later (I10), and [#problem] says what is wrong.
/// Whoever started an upload and died leaves parts that are seen by nobody but the store's bill; a
/// rule of the bucket should remove them.
public final class S3ObjectStore implements ObjectStore, AutoCloseable {
  private final String bucket;
  private final S3Requests requests;
  private final Writing writing;
  private final Watch watch;
  private final ConditionalWrites conditions;

  private S3ObjectStore(
      String bucket,
      S3Requests requests,
      Writing writing,
      Watch watch,
      ConditionalWrites conditions) {
    this.bucket = bucket;
    this.requests = requests;
    this.writing = writing;
    this.watch = watch;
    this.conditions = conditions;
  }

  /// Starts using a bucket for reading and writing, and looking whether it answers.
  public static S3ObjectStore start(S3Options options, AccessKey.Source keys) {
    return start(options, keys, true);
  }

  /// Likewise for reading alone.
  public static S3ObjectStore startReading(S3Options options, AccessKey.Source keys) {
    return start(options, keys, false);
  }

  private static S3ObjectStore start(S3Options options, AccessKey.Source keys, boolean writes) {
    S3Requests requests = S3Requests.open(options, keys);
    ConditionalWrites conditions = new ConditionalWrites(options.bucket(), requests);
    return new S3ObjectStore(
        options.bucket(),
        requests,
        new Writing(options, requests, conditions),
        Watch.start(options.bucket(), requests, writes ? conditions::look : () -> {}),
        conditions);
  }

  @Override
  public void put(String key, Path file) throws IOException {
    ObjectKeys.require(key);
    LocalFile local = LocalFile.whole(file);
    Optional<HeadObjectResponse> present = head(key);
    if (present.isEmpty() && writing.write(key, local)) {
      return;
    }
    requireSame(key, present.isPresent() ? present : head(key), local);
  }

  private void requireSame(String key, Optional<HeadObjectResponse> present, LocalFile local)
      throws IOException {
    HeadObjectResponse head =
        present.orElseThrow(() -> new IOException("the store shows no object after a put: " + key));
    String sha256 = head.metadata().get(Writing.SHA256);
    boolean same =
        head.contentLength() == local.length()
            && (sha256 == null ? isSame(key, local) : sha256.equals(local.sha256()));
    if (!same) {
      throw new ObjectExistsException(key);
    }
  }

  private boolean isSame(String key, LocalFile local) throws IOException {
    Path copy = Files.createTempFile("archived", ".tmp");
    try (InputStream in = open(key)) {
      long unused = Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
      return LocalFile.whole(copy).sha256().equals(local.sha256());
    } finally {
      Files.delete(copy);
    }
  }

  private Optional<HeadObjectResponse> head(String key) throws IOException {
    try {
      return Optional.of(
          requests.send(
              key, client -> client.headObject(request -> request.bucket(bucket).key(key))));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public byte[] read(String key, long offset, int length) throws IOException {
    ObjectKeys.require(key);
    if (length == 0) {
      return new byte[0];
    }
    String range = "bytes=" + offset + '-' + (offset + length - 1);
    ResponseBytes<GetObjectResponse> answer;
    try {
      answer =
          requests.send(
              key,
              client ->
                  client.getObject(
                      request -> request.bucket(bucket).key(key).range(range),
                      WholeBody.upTo(length)));
    } catch (IOException e) {
      if (StoreFailure.isStatus(e.getCause(), StoreFailure.RANGE_NOT_SATISFIABLE)) {
        return new byte[0]; // it ends before
      }
      throw e;
    }
    return answer.asByteArrayUnsafe();
  }

  /// Read piece by piece, each tried again by itself.
  @Override
  public InputStream open(String key) throws IOException {
    long size = size(key).orElseThrow(() -> new NoSuchFileException(key));
    return new PieceByPiece((offset, length) -> read(key, offset, length), size);
  }

  @Override
  public OptionalLong size(String key) throws IOException {
    ObjectKeys.require(key);
    Optional<HeadObjectResponse> head = head(key);
    return head.isPresent() ? OptionalLong.of(head.get().contentLength()) : OptionalLong.empty();
  }

  @Override
  public void list(String prefix, Consumer<String> action) throws IOException {
    @Nullable String next = null;
    do {
      @Nullable String token = next;
      ListObjectsV2Response page =
          requests.send(
              prefix,
              client ->
                  client.listObjectsV2(
                      request -> request.bucket(bucket).prefix(prefix).continuationToken(token)));
      page.contents().stream()
          .map(S3Object::key)
          .filter(key -> !key.equals(ConditionalWrites.KEY))
          .forEach(action);
      next = page.nextContinuationToken();
    } while (next != null);
  }

  @Override
  public Optional<String> problem() {
    return requests.problem();
  }

  @Override
  public List<String> notes() {
    return conditions.note().stream().toList();
  }

  @Override
  public void removeUnpublished(String key) throws IOException {
    ObjectKeys.require(key);
    requests.send(key, client -> client.deleteObject(request -> request.bucket(bucket).key(key)));
  }

  @Override
  public void close() {
    watch.close();
    requests.close();
  }
}
