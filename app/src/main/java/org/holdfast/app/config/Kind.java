package org.holdfast.app.config;

import java.util.Optional;

/// How a value of one type is written in the file.
interface Kind<T> {
  /// The value, or empty if the text is none.
  Optional<T> parse(String text);

  /// What is wrong with a text that is none, and what would be accepted; follows the quoted text,
  /// as in `is not a size; write for example '12GiB'`.
  String complaint();

  default String render(T value) {
    return value.toString();
  }
}
