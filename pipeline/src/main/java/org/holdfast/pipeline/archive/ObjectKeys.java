package org.holdfast.pipeline.archive;

import java.util.regex.Pattern;

/// What a key of an [ObjectStore] looks like: slash-separated names of `[0-9A-Za-z._-]`, none of
/// which begins with a dot, so that every key is a path below a directory and a plain S3 key.
public final class ObjectKeys {
  private static final Pattern KEY =
      Pattern.compile("[0-9A-Za-z_-][0-9A-Za-z._-]*(/[0-9A-Za-z_-][0-9A-Za-z._-]*)*");

  private ObjectKeys() {}

  /// Answers `key`.
  ///
  /// @throws IllegalArgumentException if it is none
  public static String require(String key) {
    if (!KEY.matcher(key).matches()) {
      throw new IllegalArgumentException("not an object key");
    }
    return key;
  }
}
