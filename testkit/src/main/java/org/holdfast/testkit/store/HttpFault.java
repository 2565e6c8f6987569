package org.holdfast.testkit.store;

/// What may happen to one exchange with a server on its way through an [HttpFaultProxy].
public enum HttpFault {
  /// The server says 503 to everything, and does nothing.
  UNAVAILABLE,
  /// The request is carried out and the connection lost before the answer.
  ANSWER_LOST,
  /// The answer ends in its middle, with the connection.
  ANSWER_CUT,
  /// Nothing comes, and the connection stays.
  SILENCE
}
