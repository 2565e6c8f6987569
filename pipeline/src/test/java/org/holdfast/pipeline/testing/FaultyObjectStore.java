package org.holdfast.pipeline.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.holdfast.pipeline.archive.ObjectStore;

/// A store that may fail before and after each of its operations.
public final class FaultyObjectStore implements ObjectStore {
  private final ObjectStore store;
  private final Faults faults;

  public FaultyObjectStore(ObjectStore store, Faults faults) {
    this.store = store;
    this.faults = faults;
  }

  @Override
  public void put(String key, Path file) throws IOException {
    at("store.put " + ending(key));
    store.put(key, file);
    at("store.has put " + ending(key));
  }

  @Override
  public byte[] read(String key, long offset, int length) throws IOException {
    at("store.read");
    return store.read(key, offset, length);
  }

  @Override
  public InputStream open(String key) throws IOException {
    at("store.open");
    return store.open(key);
  }

  @Override
  public OptionalLong size(String key) throws IOException {
    at("store.size");
    return store.size(key);
  }

  @Override
  public void list(String prefix, Consumer<String> action) throws IOException {
    at("store.list");
    store.list(prefix, action);
  }

  @Override
  public void removeUnpublished(String key) throws IOException {
    at("store.remove " + ending(key));
    store.removeUnpublished(key);
    at("store.has removed " + ending(key));
  }

  private static String ending(String key) {
    return key.substring(key.lastIndexOf('.', key.length() - 6) + 1);
  }

  private void at(String place) throws IOException {
    try {
      faults.at(place);
    } catch (Faults.Injected e) {
      throw new IOException(e);
    }
  }
}
