package org.holdfast.pipeline.archive.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/// A file that is to be put, or a part of it, with the digests a store is told.
///
/// @param md5 base64, as in `Content-MD5`: the store refuses what arrived otherwise
/// @param sha256 hex
record LocalFile(Path path, long offset, long length, String md5, String sha256) {
  private static final int BUFFER_BYTES = 1 << 16;

  /// All of a file.
  static LocalFile whole(Path path) throws IOException {
    return part(path, 0, Files.size(path));
  }

  /// `length` bytes from `offset`.
  static LocalFile part(Path path, long offset, long length) throws IOException {
    MessageDigest md5 = digest("MD5");
    MessageDigest sha256 = digest("SHA-256");
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = open(path, offset)) {
      long left = length;
      while (left > 0) {
        int count = in.read(buffer, 0, (int) Math.min(left, buffer.length));
        if (count < 0) {
          throw new IOException(path + " is shorter than it was");
        }
        md5.update(buffer, 0, count);
        sha256.update(buffer, 0, count);
        left -= count;
      }
    }
    return new LocalFile(
        path,
        offset,
        length,
        Base64.getEncoder().encodeToString(md5.digest()),
        HexFormat.of().formatHex(sha256.digest()));
  }

  /// A part of this one.
  LocalFile part(long from, long bytes) throws IOException {
    return part(path, offset + from, bytes);
  }

  /// Its bytes and no more.
  InputStream openUnchecked() {
    try {
      return new BoundedInput(open(path, offset), length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(Path path, long offset) throws IOException {
    InputStream in = Files.newInputStream(path);
    try {
      in.skipNBytes(offset);
      return in;
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has both
    }
  }
}
