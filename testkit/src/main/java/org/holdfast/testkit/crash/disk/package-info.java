/// A file system that fails when it is told to: what runs inside the process under test, while
/// `org.holdfast.testkit.crash` runs outside of it.
///
/// [org.holdfast.testkit.crash.disk.FaultyFileSystemProvider] takes the place of the JVM's default
/// file system provider (`-Djava.nio.file.spi.DefaultFileSystemProvider=...`), so that the server
/// needs no seam of its own for this. Each operation that changes what is on disk below one
/// directory passes through [org.holdfast.testkit.crash.disk.DurableOperations], which writes it
/// down, and lets the one that was planned fail or end the process. Several servers in one JVM are
/// told apart by their directories ([org.holdfast.testkit.crash.disk.SimulatedProcess]).
/// [org.holdfast.testkit.crash.disk.UnsyncedChanges] takes back what a power loss may take.
///
/// SQLite writes by itself, past the JVM: only its commits pass by here, through
/// [org.holdfast.testkit.crash.disk.SqliteCommits], and its files are not part of a power loss.
@NullMarked
package org.holdfast.testkit.crash.disk;

import org.jspecify.annotations.NullMarked;
