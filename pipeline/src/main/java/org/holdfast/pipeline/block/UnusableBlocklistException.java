package org.holdfast.pipeline.block;

/// The file is there and is no blocklist of this release; says where.
public final class UnusableBlocklistException extends Exception {
  private static final long serialVersionUID = 1L;

  UnusableBlocklistException(String message) {
    super(message);
  }
}
