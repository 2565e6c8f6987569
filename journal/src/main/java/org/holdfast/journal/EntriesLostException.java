package org.holdfast.journal;

/// Some of what a cursor gave since its last commit is another reader's by now: machines that read
/// under one name share the journal, and the shares have changed. The cursor has gone back to the
/// last commit of what it still reads. Whoever works on what it gave forgets it all and polls
/// again.
public final class EntriesLostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public EntriesLostException(String message) {
    super(message);
  }
}
