package org.holdfast.client;

/// Words of a collector that a client acts on (probe-services §4.5).
final class CredentialErrors {
  /// Of a credential that is good no more.
  static final String CREDENTIAL_ERROR = "credential_error";

  /// Of a manifest that is not today's.
  static final String MANIFEST_NOT_FOUND = "manifest_not_found";

  private CredentialErrors() {}
}
