package org.holdfast.pipeline.decode;

import org.holdfast.model.document.MeasurementFields;

/// What was found in a measurement record.
public sealed interface Decoded {

  /// A document at `bytes[offset, offset + length)`; `bytes` is shared, nobody changes it.
  @SuppressWarnings("ArrayRecordComponent") // passed on at once, never compared
  record Document(byte[] bytes, int offset, int length, MeasurementFields fields)
      implements Decoded {}

  /// Nothing that can be published; the record is set aside.
  ///
  /// @param reason kebab-case, from a closed set
  /// @param detail one sentence for people, without any of the record's content
  record Unreadable(String reason, String detail) implements Decoded {}
}
