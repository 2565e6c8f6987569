package org.holdfast.pipeline.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.holdfast.pipeline.archive.ObjectStore;

/// A store without conditional writes: a key is looked for, and then written over whatever has come
/// between. Its user stands still there, before one of its puts.
public final class OverwritingStore implements ObjectStore {
  private final ObjectStore store;
  private final int at;
  private final Runnable meanwhile;
  private int puts;

  /// @param at between the look and the writing of which put, counted from 0
  /// @param meanwhile what others do then
  public OverwritingStore(ObjectStore store, int at, Runnable meanwhile) {
    this.store = store;
    this.at = at;
    this.meanwhile = meanwhile;
  }

  /// How many puts there were.
  public int puts() {
    return puts;
  }

  @Override
  public void put(String key, Path file) throws IOException {
    boolean free = !store.exists(key);
    if (puts++ == at) {
      meanwhile.run();
    }
    if (free) {
      store.removeUnpublished(key);
    }
    store.put(key, file);
  }

  @Override
  public byte[] read(String key, long offset, int length) throws IOException {
    return store.read(key, offset, length);
  }

  @Override
  public InputStream open(String key) throws IOException {
    return store.open(key);
  }

  @Override
  public OptionalLong size(String key) throws IOException {
    return store.size(key);
  }

  @Override
  public void list(String prefix, Consumer<String> action) throws IOException {
    store.list(prefix, action);
  }

  @Override
  public void removeUnpublished(String key) throws IOException {
    store.removeUnpublished(key);
  }
}
