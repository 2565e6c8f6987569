/// Files that operators replace while the server runs: lists, databases, certificates. What is on
/// disk is looked at every few seconds; what is whole and sound is taken into use at once, and what
/// is not leaves the last good version where it is and raises an alarm.
///
/// Start with [org.holdfast.edge.watch.WatchedFiles].
@NullMarked
package org.holdfast.edge.watch;

import org.jspecify.annotations.NullMarked;
