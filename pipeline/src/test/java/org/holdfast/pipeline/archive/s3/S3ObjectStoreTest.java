package org.holdfast.pipeline.archive.s3;

import java.io.IOException;
import org.holdfast.pipeline.archive.ObjectStore;
import org.holdfast.pipeline.archive.ObjectStoreContract;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

final class S3ObjectStoreTest extends ObjectStoreContract {
  private @Nullable S3ObjectStore store;

  @Override
  protected ObjectStore open() throws IOException {
    S3ObjectStore opened = S3ObjectStore.start(S3.newBucket(), () -> S3.KEY);
    store = opened;
    return opened;
  }

  /// Each costs some twenty exchanges.
  @Override
  protected int races() {
    return 4;
  }

  @AfterEach
  void close() {
    if (store != null) {
      store.close();
    }
  }
}
