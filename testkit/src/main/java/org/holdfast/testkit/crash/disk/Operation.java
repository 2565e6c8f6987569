package org.holdfast.testkit.crash.disk;

/// Kinds of operations that change what is on stable storage, or promise to.
public enum Operation {
  CREATE,
  WRITE,
  SYNC,
  SYNC_DIRECTORY,
  TRUNCATE,
  RENAME,
  LINK,
  DELETE,
  MAKE_DIRECTORY,
  /// Of a transaction in SQLite.
  COMMIT
}
