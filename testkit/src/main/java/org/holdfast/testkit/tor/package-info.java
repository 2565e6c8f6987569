/// A private Tor network on loopback, of real `tor` processes (Debian package `tor`): one
/// authority, four relays, a client and a process for onion services, the smallest that always came
/// up. Start reading at [org.holdfast.testkit.tor.TorNetwork].
@NullMarked
package org.holdfast.testkit.tor;

import org.jspecify.annotations.NullMarked;
