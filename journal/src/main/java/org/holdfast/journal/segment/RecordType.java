package org.holdfast.journal.segment;

import java.util.Optional;
import org.holdfast.model.envelope.RecordKind;

/// What can stand in a segment after its header.
enum RecordType {
  REPORT_OPENED(1),
  MEASUREMENT_SUBMITTED(2),
  REPORT_CLOSED(3),
  /// Says what is durable by now.
  MARK(16),
  /// Ends a sealed segment.
  FOOTER(17);

  private final int code;

  RecordType(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  /// Whether it is a record, and so counted by the sequence numbers.
  boolean isRecord() {
    return switch (this) {
      case REPORT_OPENED, MEASUREMENT_SUBMITTED, REPORT_CLOSED -> true;
      case MARK, FOOTER -> false;
    };
  }

  static RecordType of(RecordKind kind) {
    return switch (kind) {
      case REPORT_OPENED -> REPORT_OPENED;
      case MEASUREMENT_SUBMITTED -> MEASUREMENT_SUBMITTED;
      case REPORT_CLOSED -> REPORT_CLOSED;
    };
  }

  static Optional<RecordType> ofCode(int code) {
    for (RecordType type : values()) {
      if (type.code == code) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
