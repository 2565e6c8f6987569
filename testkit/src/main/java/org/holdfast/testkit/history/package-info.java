/// Whether a server kept its promises, found out from outside. Probes write what they tried and
/// were told into a [org.holdfast.testkit.history.History]; when the server has come to rest,
/// [org.holdfast.testkit.history.HistoryChecker] asks its read API, through
/// [org.holdfast.testkit.history.ReadApi], and names whatever was lost, published twice or swapped.
@NullMarked
package org.holdfast.testkit.history;

import org.jspecify.annotations.NullMarked;
