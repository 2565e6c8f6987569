/// The ways in which the protocol says no (protocol, section 9).
///
/// A [org.holdfast.credentials.refusal.RefusalException] is sealed, so that whoever translates it
/// to HTTP, in one place, is told by the compiler when a class is missing.
@NullMarked
package org.holdfast.credentials.refusal;

import org.jspecify.annotations.NullMarked;
