/// The third exchange: a credential moves from an issuer's old key to its new one, unseen
/// (protocol, section 7).
///
/// Client: [org.holdfast.credentials.update.PendingUpdate]; issuer:
/// [org.holdfast.credentials.update.UpdateIssuer].
@NullMarked
package org.holdfast.credentials.update;

import org.jspecify.annotations.NullMarked;
