/// The whole server as a child process, seen as probes and readers see it: killed under load, fed
/// with real documents, and with requests that nobody can read.
@NullMarked
package org.holdfast.app.system;

import org.jspecify.annotations.NullMarked;
