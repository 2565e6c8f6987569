/// A journal on this machine that stands in for one elsewhere. [SpooledJournal] decides for each
/// record where it goes, [SpoolDrain] brings what was spooled to where it belongs.
///
/// ## Where a record goes
///
/// ```text
///             ┌─ direct ──▶ remote ── stored within the bound ──▶ acknowledged
///  append ──▶ │               └─ late or refused ──┐
///             └─ spooling ────────────────────────▶ spool (fsync) ──▶ acknowledged
///                                                     └─ drain, in order ──▶ remote
/// ```
///
/// *Direct* is the way while the spool is empty and the remote takes records. From the first record
/// that is spooled until the spool is found empty everything goes through the spool, so that a
/// report's later records never overtake its earlier ones.
///
/// A record that was sent and not answered within the bound is in both. Its first sending is not
/// given up: the remote goes on until it knows. The drain waits for that when it comes to the
/// record and passes over it if it was stored. So one process stores each record once. A process
/// that dies leaves the question open for what was on its way, and for what it had drained since
/// its last commit: the next one looks at the end of the remote before it sends anything of it
/// (`StoredBefore`).
///
/// What the remote does not take because of its size is refused as far as its bound is known
/// (`LargestBody`), and otherwise set aside (`TooLargeRecords`).
///
/// [TakenOverJournal] brings what another kind of journal has left on this machine to the one that
/// has taken its place; `CountedBefore` keeps the sums over both.
///
/// What is acknowledged from the spool is as safe as this machine's disk until it is drained.
@NullMarked
package org.holdfast.journal.spool;

import org.jspecify.annotations.NullMarked;
