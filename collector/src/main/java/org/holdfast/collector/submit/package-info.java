/// The single request of 2026: `POST /api/v1/submit_measurement` (probe-services §1.4, P45 to P49,
/// P61, P64 to P70).
///
/// Credentials are not verified yet: every submission is `unverified`, and the credential members
/// of a request are neither stored nor logged (P49). Since no manifest is served, whatever version
/// a probe names is not the current one; it is told `manifest_not_found`, the answer of §4.5 that
/// makes apps look for a manifest again (at most every ten minutes) and never makes them throw
/// their credential away. What it sent is stored all the same.
@NullMarked
package org.holdfast.collector.submit;

import org.jspecify.annotations.NullMarked;
