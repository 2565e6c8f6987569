/// What web_connectivity measures: test lists in the format of the Citizen Lab, the rules that say
/// what comes first, and `GET /api/v1/test-list/urls` (probe-services §1.11, §6, P23, P24).
///
/// Start with [org.holdfast.bouncer.testlist.TestList]. The files are read by
/// [org.holdfast.bouncer.testlist.TestListFiles] and [org.holdfast.bouncer.testlist.PriorityRules];
/// a broken file leaves its last good version in use.
@NullMarked
package org.holdfast.bouncer.testlist;

import org.jspecify.annotations.NullMarked;
