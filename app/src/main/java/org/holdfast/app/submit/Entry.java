package org.holdfast.app.submit;

/// One piece of a file.
///
/// @param kind what it is
/// @param number counted from 1 within the file; the header of a YAML report has 0
/// @param line the line it starts on, from 1
/// @param bytes as they stand in the file; a JSON text without surrounding white space, a YAML
///   document with its `---` and `...` lines. Empty if the entry is too long
/// @param tooLong whether it exceeds [InputFile#ENTRY_BYTES_MAX] and was read over
@SuppressWarnings("ArrayRecordComponent") // Held by one sender at a time and never compared.
record Entry(Kind kind, int number, long line, byte[] bytes, boolean tooLong) {
  enum Kind {
    /// A measurement document, or what stands where one should.
    JSON,
    /// The first document of a YAML report.
    YAML_HEADER,
    /// A later one.
    YAML_ENTRY
  }
}
