package org.holdfast.pipeline.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/// Where archive objects are kept. An object is written once, appears whole or not at all, and
/// never changes (D9, D10). Keys are slash-separated names of `[0-9A-Za-z._-]`. Safe for concurrent
/// use.
///
/// A method that reads a key which is not there throws [java.nio.file.NoSuchFileException].
public interface ObjectStore {

  /// Stores the content of a finished local file under `key`, durable when this returns. Putting
  /// the same content again succeeds and changes nothing.
  ///
  /// @throws ObjectExistsException if the key has other content
  void put(String key, Path file) throws IOException;

  /// Reads `length` bytes from `offset`; fewer only where the object ends.
  byte[] read(String key, long offset, int length) throws IOException;

  /// Reads a whole object as a stream, which the caller closes.
  InputStream open(String key) throws IOException;

  /// The size of an object in bytes; empty if there is none.
  OptionalLong size(String key) throws IOException;

  /// Whether there is such an object.
  default boolean exists(String key) throws IOException {
    return size(key).isPresent();
  }

  /// Shows every key that starts with `prefix`, in no particular order.
  void list(String prefix, Consumer<String> action) throws IOException;

  /// Why it does not answer, for people; empty while it does, as far as is known. Never waits.
  default Optional<String> problem() {
    return Optional.empty();
  }

  /// What works and is not as it should be, for people.
  default List<String> notes() {
    return List.of();
  }

  /// Removes an object that was never published: a data object whose manifest was not written. Does
  /// nothing if it is not there.
  void removeUnpublished(String key) throws IOException;
}
