package org.holdfast.pipeline.archive.s3;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;

/// The client library, set up to ask of a store no more than every one has, and to remember how the
/// last request fared.
final class S3Requests implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final int PAUSES_LONGER = 20;

  private final S3Client client;
  private final StoreFailure failures;
  private volatile Optional<String> problem = Optional.empty();

  private S3Requests(S3Client client, StoreFailure failures) {
    this.client = client;
    this.failures = failures;
  }

  static S3Requests open(S3Options options, AccessKey.Source keys) {
    StandardRetryStrategy retries =
        AwsRetryStrategy.standardRetryStrategy().toBuilder()
            .maxAttempts(options.attempts())
            .backoffStrategy(pauses(options.firstPause()))
            .throttlingBackoffStrategy(pauses(options.firstPause().multipliedBy(2)))
            .circuitBreakerEnabled(false)
            .build();
    S3Client client =
        S3Client.builder()
            .endpointOverride(options.endpoint())
            .region(Region.of(options.region()))
            .credentialsProvider(() -> credentials(keys))
            .httpClientBuilder(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(CONNECT_TIMEOUT)
                    .socketTimeout(options.attemptTimeout()))
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .serviceConfiguration(
                S3Configuration.builder()
                    .pathStyleAccessEnabled(options.pathStyle())
                    .chunkedEncodingEnabled(false)
                    .expectContinueEnabled(false)
                    .build())
            .overrideConfiguration(
                overrides ->
                    overrides
                        .retryStrategy(retries)
                        .apiCallAttemptTimeout(options.attemptTimeout())
                        // What stands in a home directory is not part of our configuration.
                        .defaultProfileFile(ProfileFile.aggregator().build()))
            .build();
    return new S3Requests(client, new StoreFailure(options));
  }

  /// Any time up to a bound that doubles, so that those who failed together do not ask together.
  static BackoffStrategy pauses(Duration first) {
    return BackoffStrategy.exponentialDelay(first, first.multipliedBy(PAUSES_LONGER));
  }

  private static AwsBasicCredentials credentials(AccessKey.Source keys) {
    try {
      AccessKey key = keys.read();
      return AwsBasicCredentials.create(key.id(), key.secret());
    } catch (IOException e) {
      throw new UnreadableAccessKeyException(e);
    }
  }

  /// Something asked of the store.
  @FunctionalInterface
  interface Request<T> {
    T send(S3Client client);
  }

  /// Sends a request about `key`, again where it fails in a way that may pass.
  ///
  /// @throws java.nio.file.NoSuchFileException if there is no such key
  /// @throws IOException with a reason for people, if the store does not do it
  <T> T send(String key, Request<T> request) throws IOException {
    return send(key, request, StoreFailure::isAboutTheObject);
  }

  /// Likewise.
  ///
  /// @param answered which failures say nothing against the store
  <T> T send(String key, Request<T> request, Predicate<SdkException> answered) throws IOException {
    try {
      T answer = request.send(client);
      problem = Optional.empty();
      return answer;
    } catch (SdkException e) {
      IOException told = failures.of(e, key);
      problem = answered.test(e) ? Optional.empty() : Optional.ofNullable(told.getMessage());
      throw told;
    } catch (UnreadableAccessKeyException e) {
      problem = Optional.ofNullable(e.getMessage());
      throw new IOException(e.getMessage(), e);
    }
  }

  /// Why the last request failed; empty if it was answered.
  Optional<String> problem() {
    return problem;
  }

  @Override
  public void close() {
    client.close();
  }
}
