/// Kills a server at every durable operation it performs, one after the other, and asks after each
/// whether it kept its promises (`./holdfast crashtest`; design §2, I1, I5, I10).
///
/// [org.holdfast.testkit.crash.CrashTest] is the whole of it: record which operations there are,
/// plan a [org.holdfast.testkit.crash.Point] for each with each fault, and live through them in
/// [org.holdfast.testkit.crash.Episode]s. Within one the same data directory is used by one process
/// after the other: each start is at once the recovery from the fault before it and the stage of
/// the next. What fails inside the process is in `disk`.
@NullMarked
package org.holdfast.testkit.crash;

import org.jspecify.annotations.NullMarked;
