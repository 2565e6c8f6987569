/// What operators do to a fleet and are shown of it: acts with who, when, why, before and after
/// ([org.holdfast.bouncer.fleet.operate.FleetOperations]), tables, a page, and configurations for
/// load balancers.
@NullMarked
package org.holdfast.bouncer.fleet.operate;

import org.jspecify.annotations.NullMarked;
