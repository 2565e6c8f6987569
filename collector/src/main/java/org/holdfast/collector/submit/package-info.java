/// The single request of 2026: `POST /api/v1/submit_measurement` (probe-services §1.4, P45 to P49,
/// P61, P64 to P70).
///
/// What the credential members of a request are worth is decided in the package `credential`; they
/// are neither stored nor logged (P49). Whatever comes out, the measurement is stored.
@NullMarked
package org.holdfast.collector.submit;

import org.jspecify.annotations.NullMarked;
