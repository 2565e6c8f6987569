/// The second exchange: a probe shows that it may submit and has its count raised (protocol,
/// section 6).
///
/// Client: [org.holdfast.credentials.submission.PendingSubmission]; issuer:
/// [org.holdfast.credentials.submission.SubmissionVerifier]. What is proven is one list of
/// equations in `SubmissionStatement`: the nym is derived from the hidden nym_id, age and count lie
/// within the policy, the new credential says the same as the old but for a count that is one
/// higher, and the old one is genuine.
@NullMarked
package org.holdfast.credentials.submission;

import org.jspecify.annotations.NullMarked;
