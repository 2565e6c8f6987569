package org.holdfast.pipeline.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.holdfast.pipeline.archive.ObjectStore;

/// A store whose user stands still, before the operation of a number, for as long as something else
/// takes.
public final class InterruptedStore implements ObjectStore {
  private final ObjectStore store;
  private final int at;
  private final Runnable meanwhile;
  private int operations;

  /// @param at before which operation, counted from 0
  /// @param meanwhile what others do then
  public InterruptedStore(ObjectStore store, int at, Runnable meanwhile) {
    this.store = store;
    this.at = at;
    this.meanwhile = meanwhile;
  }

  /// How many operations there were.
  public int operations() {
    return operations;
  }

  private ObjectStore next() {
    if (operations++ == at) {
      meanwhile.run();
    }
    return store;
  }

  @Override
  public void put(String key, Path file) throws IOException {
    next().put(key, file);
  }

  @Override
  public byte[] read(String key, long offset, int length) throws IOException {
    return next().read(key, offset, length);
  }

  @Override
  public InputStream open(String key) throws IOException {
    return next().open(key);
  }

  @Override
  public OptionalLong size(String key) throws IOException {
    return next().size(key);
  }

  @Override
  public void list(String prefix, Consumer<String> action) throws IOException {
    next().list(prefix, action);
  }

  @Override
  public void removeUnpublished(String key) throws IOException {
    next().removeUnpublished(key);
  }
}
