package org.holdfast.credentials.refusal;

/// Class \[D]: a field of a message cannot be read.
public final class UndecodableException extends RefusalException {
  private static final long serialVersionUID = 1L;

  private final String field;
  private final long byteOffset;

  /// The field and where in its message it begins.
  public UndecodableException(String field, long byteOffset) {
    super("undecodable " + field + " at byte " + byteOffset);
    this.field = field;
    this.byteOffset = byteOffset;
  }

  /// The field, as the protocol calls it.
  public String field() {
    return field;
  }

  /// Where the field begins.
  public long byteOffset() {
    return byteOffset;
  }
}
