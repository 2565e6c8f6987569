package org.holdfast.credentials.refusal;

/// Why a request, a reply or a wish was not granted. The three classes of section 9 of the
/// protocol; nothing else is thrown for what others sent.
public abstract sealed class RefusalException extends Exception
    permits UndecodableException, UnprovenException, IneligibleException {
  private static final long serialVersionUID = 1L;

  RefusalException(String message) {
    // What strangers can cause at will need not pay for a stack trace.
    super(message, null, false, false);
  }
}
