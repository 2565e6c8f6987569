/// For programs that hand measurements in and want to prove, without a name, that they have done so
/// for a while.
///
/// Start with [org.holdfast.client.CredentialClient]: `open` a
/// [org.holdfast.client.CredentialStore], make a client over it and call `submit`. What it is about
/// to do stands on disk before the first byte is sent, as a seed from which the same request can be
/// made again; so a crash, and an answer that was lost on the way, end in the same request once
/// more, which a Holdfast collector answers as it did the first time.
@NullMarked
package org.holdfast.client;

import org.jspecify.annotations.NullMarked;
