/// How commands on the same machine speak with a running server: a unix socket per process in
/// `control/` below the data directory, which only the server's user may enter.
///
/// | path | what |
/// |---|---|
/// | `control/<pid>-<4 hex digits>.sock` | a process; removed by the next one if its owner died |
/// | `control/current` | symbolic link to the process that serves; replaced by rename |
///
/// A connection is a session. Each side writes JSON objects, one a line, at most 64 KiB: a request
/// has `ask` and what belongs to it, an answer `ok` and, where that is false, `problem`. Members
/// are only ever added, since commands of one release speak with servers of another (I11).
@NullMarked
package org.holdfast.app.control;

import org.jspecify.annotations.NullMarked;
