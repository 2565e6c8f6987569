package org.holdfast.edge.tls;

import java.io.Serial;

/// A certificate or key file that cannot be served; the message names the file and what is wrong.
public final class UnusableCertificateException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  public UnusableCertificateException(String message) {
    super(message);
  }

  public UnusableCertificateException(String message, Throwable cause) {
    super(message, cause);
  }
}
