package org.holdfast.pipeline.archive.s3;

import java.io.IOException;

/// What a store knows us by.
///
/// @param id the access key id
/// @param secret the secret access key, which signs requests and is never sent
public record AccessKey(String id, String secret) {

  /// Where an access key is read, anew for every request, so that one that was wrong, missing or
  /// has changed is taken into use without a restart.
  @FunctionalInterface
  public interface Source {
    AccessKey read() throws IOException;
  }

  /// Without the secret.
  @Override
  public String toString() {
    return "access key " + id;
  }
}
