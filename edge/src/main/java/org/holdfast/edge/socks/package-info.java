/// Asking other servers over HTTP through a SOCKS proxy, as for onion services, which the JDK's
/// HTTP client cannot do. Start reading at [org.holdfast.edge.socks.SocksHttp].
@NullMarked
package org.holdfast.edge.socks;

import org.jspecify.annotations.NullMarked;
