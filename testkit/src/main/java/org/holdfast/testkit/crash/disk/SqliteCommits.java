package org.holdfast.testkit.crash.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// What changed classes of the SQLite driver call when they open a database and around each commit
/// of a transaction; see `org.holdfast.testkit.crash.SqliteWeaving`. Does nothing in a process
/// without the faulty file system.
public final class SqliteCommits {
  private static final String EXCEPTION = "org.sqlite.SQLiteException";
  private static final String CODE = "org.sqlite.SQLiteErrorCode";

  /// A fault that strikes after the commit under way on this thread.
  private static final ThreadLocal<Optional<Fault>> AFTER =
      ThreadLocal.withInitial(Optional::empty);

  private SqliteCommits() {}

  /// Before a database is opened.
  ///
  /// @param database the driver's object for it
  public static void opening(Object database, String file) {
    FaultyFileSystemProvider.installed()
        .ifPresent(
            provider ->
                provider
                    .watches()
                    .databaseOpened(database, FaultyPath.plain(Path.of(file)).toAbsolutePath()));
  }

  /// Before a commit.
  public static void before(Object database) {
    operations(database).ifPresent(SqliteCommits::before);
  }

  /// After a commit that succeeded.
  public static void after(Object database) {
    operations(database).ifPresent(SqliteCommits::after);
  }

  private static Optional<DurableOperations> operations(Object database) {
    return FaultyFileSystemProvider.installed().flatMap(p -> p.watches().ofDatabase(database));
  }

  private static void before(DurableOperations operations) {
    AFTER.remove();
    try {
      Optional<Fault> fault = operations.countCommit();
      if (fault.isPresent()) {
        switch (fault.get()) {
          case KILL_BEFORE, TORN_WRITE -> operations.die();
          case NO_SPACE -> fail("SQLITE_FULL", "database or disk is full");
          case IO_ERROR -> fail("SQLITE_IOERR", "disk I/O error");
          case KILL_AFTER, POWER_LOSS, POWER_LOSS_IN_PART -> AFTER.set(fault);
          case SHORT_WRITE -> {}
        }
      }
    } catch (ServerEndedException e) {
      fail("SQLITE_IOERR", e.toString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void after(DurableOperations operations) {
    Optional<Fault> fault = AFTER.get();
    AFTER.remove();
    if (fault.isPresent()) {
      try {
        if (fault.get().isPowerLoss()) {
          operations.losePower();
        } else {
          operations.end();
        }
      } catch (ServerEndedException e) {
        fail("SQLITE_IOERR", e.toString());
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /// Throws what the driver throws; it is not on the class path of this module.
  private static void fail(String code, String message) {
    Throwable failure;
    try {
      Class<?> codes = Class.forName(CODE);
      failure =
          (Throwable)
              Class.forName(EXCEPTION)
                  .getConstructor(String.class, codes)
                  .newInstance("[" + code + "] " + message, codes.getField(code).get(null));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this is not the SQLite driver that was expected", e);
    }
    SqliteCommits.<RuntimeException>sneak(failure);
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable> void sneak(Throwable failure) throws T {
    throw (T) failure;
  }
}
