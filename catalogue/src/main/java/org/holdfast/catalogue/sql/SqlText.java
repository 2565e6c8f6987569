package org.holdfast.catalogue.sql;

import java.nio.charset.StandardCharsets;
import org.holdfast.model.Sha256;

/// Brings texts that probes claim into a form every database can hold and index. Stored texts and
/// those compared with them go through the same function, so that equal claims stay equal.
final class SqlText {
  /// A PostgreSQL index entry holds about 2,700 bytes, and a character takes up to four.
  private static final int MAX_INDEXED = 512;

  private static final int MAX_SHOWN = 4_096;

  private SqlText() {}

  /// The text with U+0000 replaced, which PostgreSQL refuses.
  static String storable(String text) {
    return text.replace('\0', '\uFFFD');
  }

  /// Likewise, and cut to what may stand in an index.
  static String indexable(String text) {
    String storable = storable(text);
    return storable.length() <= MAX_INDEXED ? storable : storable.substring(0, MAX_INDEXED);
  }

  /// Likewise, and cut to what a page of results may hold of each: an `input` can be as long as a
  /// whole submission, and a search answers with many.
  static String shown(String text) {
    String storable = storable(text);
    return storable.length() <= MAX_SHOWN ? storable : storable.substring(0, MAX_SHOWN);
  }

  /// The first 64 bits of the SHA-256 of the whole storable text: stands for it in indexes.
  static long key(String text) {
    return Sha256.of(storable(text).getBytes(StandardCharsets.UTF_8)).a();
  }
}
