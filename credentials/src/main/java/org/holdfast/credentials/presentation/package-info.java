/// Showing a credential without showing it: what submission and update have in common (protocol,
/// sections 6 and 7).
///
/// The MAC is multiplied by a random scalar, the attributes are committed to, and the proof ties
/// both together: V, which the owner computes from its blindings and the issuer from its private
/// key, comes out the same on both sides only if the MAC is genuine.
@NullMarked
package org.holdfast.credentials.presentation;

import org.jspecify.annotations.NullMarked;
