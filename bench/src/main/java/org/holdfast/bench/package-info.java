/// How fast Holdfast is, and where the time goes.
///
/// `jmh` holds micro-benchmarks, one class per question; `load` a driver that behaves like probes
/// and the runs that compare the intake with a bare HTTP server. Results stand in
/// `docs/benchmarks.md` with the machine and commit they were measured on. Nothing here is a test.
@NullMarked
package org.holdfast.bench;

import org.jspecify.annotations.NullMarked;
