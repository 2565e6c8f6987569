package org.holdfast.app.submit;

import java.io.IOException;
import java.util.Optional;

/// What a collector acknowledged so far. Safe for concurrent use.
interface Acknowledgements extends AutoCloseable {
  /// Remembers nothing.
  Acknowledgements NONE =
      new Acknowledgements() {
        @Override
        public boolean isAcknowledged(FileKey file, int entry) {
          return false;
        }

        @Override
        public void acknowledge(FileKey file, int entry, String uid) {}

        @Override
        public Optional<String> openReport(FileKey file, int firstEntry) {
          return Optional.empty();
        }

        @Override
        public void opened(FileKey file, int firstEntry, String reportId) {}

        @Override
        public void closed(FileKey file, int firstEntry) {}

        @Override
        public void close() {}
      };

  boolean isAcknowledged(FileKey file, int entry);

  /// Durable when this returns.
  ///
  /// @param uid may be empty: collectors of old answered without
  void acknowledge(FileKey file, int entry, String uid) throws IOException;

  /// The id of the report that starts with an entry, if it was opened and not closed.
  Optional<String> openReport(FileKey file, int firstEntry);

  void opened(FileKey file, int firstEntry, String reportId) throws IOException;

  void closed(FileKey file, int firstEntry) throws IOException;

  @Override
  void close() throws IOException;
}
