/// The fleet as answers are made from: [org.holdfast.bouncer.fleet.live.LiveDirectory] keeps an
/// immutable snapshot of whoever is wanted, says it serves, and was seen to.
@NullMarked
package org.holdfast.bouncer.fleet.live;

import org.jspecify.annotations.NullMarked;
