package org.holdfast.testkit.traffic;

import org.holdfast.testkit.wire.WireRequest;

/// A request that a server has to refuse, or to leave unanswered, without harm to anything else.
///
/// @param name kebab-case, for people
/// @param sending how its bytes go out
public record BrokenBody(String name, WireRequest request, Sending sending, Owed owed) {

  /// How the bytes of a broken request go out.
  public enum Sending {
    /// At once; then the answer is read.
    WHOLE,
    /// At once, and then the end of the stream: no further byte will come.
    THEN_END,
    /// The head at once, the body byte by byte.
    TRICKLED_BODY,
    /// The head byte by byte.
    TRICKLED_HEAD
  }

  @Override
  public String toString() {
    return name;
  }
}
