/// TLS from outside, with certificates made on the spot.
@NullMarked
package org.holdfast.edge.tls;

import org.jspecify.annotations.NullMarked;
