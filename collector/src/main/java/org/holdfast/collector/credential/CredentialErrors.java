package org.holdfast.collector.credential;

/// The words of probe-services §4.5 that clients act upon.
final class CredentialErrors {
  /// The app fetches the manifest again.
  static final String MANIFEST_NOT_FOUND = "manifest_not_found";

  static final String INCOMPLETE = "incomplete_anonc_fields";
  static final String INVALID_VERSION = "invalid_protocol_version";
  static final String VERSION_TOO_OLD = "protocol_version_too_old";

  /// A field cannot be read.
  static final String DESERIALIZATION_FAILED = "deserialization_failed";

  /// The proof does not hold.
  static final String PROTOCOL_ERROR = "protocol_error";

  /// The app throws its credential away and registers again: told only where the credential was
  /// genuine once and its key has ended.
  static final String CREDENTIAL_ERROR = "credential_error";

  /// Something here is broken; the measurement is kept all the same.
  static final String UNKNOWN_ERROR = "unknown_error";

  private CredentialErrors() {}
}
