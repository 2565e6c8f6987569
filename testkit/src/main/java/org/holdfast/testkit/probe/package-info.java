/// Simulated probes of each generation since 2013, faithful in what they put on the wire (header
/// order and case, framing, connections) and in what they take for success. Each is a
/// [org.holdfast.testkit.probe.Probe]; a [org.holdfast.testkit.probe.ProbeCrowd] runs many of them
/// and makes them try again what was not answered. All they were told goes to an
/// [org.holdfast.testkit.probe.AttemptLog].
///
/// Sources: contracts legacy §6, probe-services §0.1 and §1, rulings U7 to U18.
@NullMarked
package org.holdfast.testkit.probe;

import org.jspecify.annotations.NullMarked;
