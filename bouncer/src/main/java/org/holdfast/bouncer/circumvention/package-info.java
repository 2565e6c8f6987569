/// What the nettests of circumvention tools take from us: `tor-targets`, `psiphon-config` and
/// `vpn-config` (probe-services §1.12 to §1.14, P28, P29). The operator's files are checked for the
/// shape clients depend on before any of it is served, and swapped in while running.
///
/// Start with [org.holdfast.bouncer.circumvention.ToolRoutes].
@NullMarked
package org.holdfast.bouncer.circumvention;

import org.jspecify.annotations.NullMarked;
