package org.holdfast.catalogue;

/// The catalogue cannot answer or store just now: the database fails, is damaged, or has too many
/// readings waiting. Nothing was changed; the same call may succeed later.
public final class CatalogueUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CatalogueUnavailableException(String message) {
    super(message);
  }

  public CatalogueUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
