package org.holdfast.app.submit;

import java.io.IOException;
import java.util.Optional;

/// Gives the entries of a file in order, one at a time.
interface EntrySource {
  /// The next entry, or empty at the end of the file.
  Optional<Entry> next() throws IOException;
}
