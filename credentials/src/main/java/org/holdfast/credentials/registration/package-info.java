/// The first exchange: a probe obtains a credential (protocol, section 5).
///
/// Client: [org.holdfast.credentials.registration.PendingRegistration]; issuer:
/// [org.holdfast.credentials.registration.RegistrationIssuer].
@NullMarked
package org.holdfast.credentials.registration;

import org.jspecify.annotations.NullMarked;
