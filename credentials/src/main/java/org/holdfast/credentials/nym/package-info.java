/// Names that are derived rather than given: the nym's domain of a network, the id of a probe in
/// it, the session of a submission (protocol, section 1.2).
@NullMarked
package org.holdfast.credentials.nym;

import org.jspecify.annotations.NullMarked;
