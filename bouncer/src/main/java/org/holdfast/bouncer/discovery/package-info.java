/// Which collectors and test helpers there are, in three protocols: the bouncer's of 2013
/// (`/bouncer/net-tests`, and `/bouncer` and `/bouncer/test-helpers` of the first releases; legacy
/// contract §2.3, §2.4), and the two lists that took its place (`/api/v1/collectors`,
/// `/api/v1/test-helpers`; legacy §2.5, §2.6, probe-services §1.8, §1.17).
/// [org.holdfast.bouncer.discovery.DiscoveryRoutes] joins them.
@NullMarked
package org.holdfast.bouncer.discovery;

import org.jspecify.annotations.NullMarked;
