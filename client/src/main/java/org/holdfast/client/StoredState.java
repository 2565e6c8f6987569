package org.holdfast.client;

import java.util.Optional;
import org.holdfast.credentials.credential.Credential;

/// Everything a client knows between two exchanges.
///
/// @param credential the newest, if there is one
/// @param issuedUnder the version of the manifest whose key it is under; empty without one
record StoredState(Optional<Credential> credential, String issuedUnder, Optional<Pending> pending) {
  StoredState {
    if (credential.isEmpty() && pending.filter(Pending::isOfCredential).isPresent()) {
      throw new IllegalArgumentException("pending without credential");
    }
  }

  static final StoredState EMPTY = new StoredState(Optional.empty(), "", Optional.empty());

  StoredState with(Pending begun) {
    return new StoredState(credential, issuedUnder, Optional.of(begun));
  }

  StoredState withoutPending() {
    return new StoredState(credential, issuedUnder, Optional.empty());
  }

  @Override
  public String toString() {
    return "StoredState[hidden]";
  }
}
