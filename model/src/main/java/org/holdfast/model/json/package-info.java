/// Bounded, strict reading of JSON from the network.
///
/// [org.holdfast.model.json.BoundedJson] reads small requests into a tree;
/// [org.holdfast.model.json.CanonicalJson] writes the canonical form of RFC 8785. Every complaint
/// is an [org.holdfast.model.json.UnreadableJsonException] with the byte offset it arose at.
@NullMarked
package org.holdfast.model.json;

import org.jspecify.annotations.NullMarked;
