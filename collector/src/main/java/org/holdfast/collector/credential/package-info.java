/// Anonymous credentials on the wire: the manifest, registration, update, and what a submission's
/// proof is worth (probe-services §4, P50 to P63).
///
/// Start with [org.holdfast.collector.credential.Issuance], what is in force at one moment: keys,
/// manifest, and what was in force lately. [org.holdfast.collector.credential.ProofJudge] goes
/// through the decision table of §4.5 for a submission;
/// [org.holdfast.collector.credential.CredentialRoutes] holds the other exchanges.
///
/// Nym and proof are in memory only; what leaves it is the probe id of a verified submission (P49).
@NullMarked
package org.holdfast.collector.credential;

import org.jspecify.annotations.NullMarked;
