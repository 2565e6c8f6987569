package org.holdfast.pipeline.archive.s3;

import java.net.URI;
import java.time.Duration;

/// Which store, and how it is used.
///
/// @param endpoint `http` or `https`, host and port
/// @param bucket which must be there already
/// @param region what signatures name; most stores other than Amazon's take any
/// @param pathStyle whether the bucket stands in the path instead of the host name
/// @param attemptTimeout after which one try of a request, its bodies included, is given up
/// @param attempts how often a request is tried, with a random pause that doubles between
/// @param firstPause the longest first pause
/// @param partBytes size of a part, at least 5 MiB; a longer object is put in parts
public record S3Options(
    URI endpoint,
    String bucket,
    String region,
    boolean pathStyle,
    Duration attemptTimeout,
    int attempts,
    Duration firstPause,
    int partBytes) {
  private static final int PART_BYTES_MIN = 5 << 20;

  public S3Options {
    if (attempts < 1 || !attemptTimeout.isPositive() || !firstPause.isPositive()) {
      throw new IllegalArgumentException("a request needs a try and time");
    }
    if (partBytes < PART_BYTES_MIN) {
      throw new IllegalArgumentException("a store takes no parts of less than 5 MiB");
    }
  }

  /// With the bounds that suit a server: four tries of a minute each, parts of 8 MiB.
  public static S3Options of(URI endpoint, String bucket, String region, boolean pathStyle) {
    return new S3Options(
        endpoint,
        bucket,
        region,
        pathStyle,
        Duration.ofMinutes(1),
        4,
        Duration.ofMillis(200),
        8 << 20);
  }

  /// With other patience.
  public S3Options withAttempts(int count, Duration timeout, Duration pause) {
    return new S3Options(endpoint, bucket, region, pathStyle, timeout, count, pause, partBytes);
  }
}
