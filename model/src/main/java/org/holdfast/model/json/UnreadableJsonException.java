package org.holdfast.model.json;

/// Bytes that are not JSON as RFC 8259 defines it, or exceed a bound we read within: not UTF-8, a
/// syntax error, nesting deeper than [BoundedJson#MAX_DEPTH], a member we act on given twice.
public final class UnreadableJsonException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String problem;
  private final long byteOffset;

  /// @param problem what is wrong, in one short sentence without any of the input's content
  /// @param byteOffset where, counted from the first byte of the (inflated) body
  public UnreadableJsonException(String problem, long byteOffset) {
    super(problem + " at byte " + byteOffset);
    this.problem = problem;
    this.byteOffset = byteOffset;
  }

  public String problem() {
    return problem;
  }

  public long byteOffset() {
    return byteOffset;
  }
}
