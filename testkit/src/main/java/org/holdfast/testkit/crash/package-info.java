/// Strikes a server at every durable operation it performs, one after the other, and asks after
/// each whether it kept its promises (`./holdfast crashtest`; design §2, I1, I5, I10).
///
/// [org.holdfast.testkit.crash.CrashTest] is the whole of it: record which operations there are,
/// plan a [org.holdfast.testkit.crash.Point] for each with each fault, and live through them.
/// Nearly all are tried in one JVM ([org.holdfast.testkit.crash.Host]), in which servers live and
/// die by the hundred: each point has a trial of its own that begins with the same data directory,
/// one server that is struck and one that answers for it. Some are tried on processes that end by
/// SIGKILL; there the same data directory is used by one process after the other, and each start is
/// at once the recovery from the fault before it and the stage of the next. What fails is in
/// `disk`, the same for both.
@NullMarked
package org.holdfast.testkit.crash;

import org.jspecify.annotations.NullMarked;
