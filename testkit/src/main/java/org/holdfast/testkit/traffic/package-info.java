/// What simulated probes have to say. [org.holdfast.testkit.traffic.MeasurementMaker] makes
/// measurements of our own, the same ones for the same seed;
/// [org.holdfast.testkit.traffic.Workload] hands them out to probes of all generations, some twice
/// and some in another spelling; [org.holdfast.testkit.traffic.BrokenBodies] is the catalogue of
/// requests a server has to refuse, each with the refusal it owes.
@NullMarked
package org.holdfast.testkit.traffic;

import org.jspecify.annotations.NullMarked;
