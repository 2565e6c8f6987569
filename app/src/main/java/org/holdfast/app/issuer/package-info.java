/// The issuer's files, and the commands that work on them.
///
/// Below `credentials.directory`, which only its owner may enter:
///
/// | file | what |
/// |---|---|
/// | `issuer.keys` | the keys ([org.holdfast.credentials.keyring.KeyRing]); the secret of all this |
/// | `log.key` | what the log is signed with ([org.holdfast.credentials.transparency.LogKey]); on one machine of a fleet |
/// | `parameters.log` | everything that was ever served ([org.holdfast.credentials.transparency.ParameterLog]) |
///
/// [org.holdfast.app.issuer.IssuerFiles] watches them for a server;
/// [org.holdfast.app.issuer.IssuerDirectory] reads and writes them.
@NullMarked
package org.holdfast.app.issuer;

import org.jspecify.annotations.NullMarked;
