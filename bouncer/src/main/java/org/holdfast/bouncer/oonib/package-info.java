/// What only operators and clients of oonib (2013 to 2020) know: its policy, input and deck
/// folders, and its bouncer file (legacy contract §2.2, §3, L45 to L49, L62). All of it can be
/// deleted with the last of them.
///
/// Start with [org.holdfast.bouncer.oonib.OonibRoutes].
@NullMarked
package org.holdfast.bouncer.oonib;

import org.jspecify.annotations.NullMarked;
