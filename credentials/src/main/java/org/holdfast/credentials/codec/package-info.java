/// Messages as bytes, and bytes as base64 (protocol, section 2).
///
/// What differs between the codec of today's clients, [org.holdfast.credentials.codec.Bincode], and
/// the one announced for tomorrow's is how lengths are written; that is all a
/// [org.holdfast.credentials.codec.Codec] decides.
@NullMarked
package org.holdfast.credentials.codec;

import org.jspecify.annotations.NullMarked;
