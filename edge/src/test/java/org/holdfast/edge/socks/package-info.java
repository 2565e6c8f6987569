@NullMarked
package org.holdfast.edge.socks;

import org.jspecify.annotations.NullMarked;
