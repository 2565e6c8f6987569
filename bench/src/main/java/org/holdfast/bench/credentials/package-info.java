/// What the exchanges of anonymous credentials cost one core, and on what the time goes.
@NullMarked
package org.holdfast.bench.credentials;

import org.jspecify.annotations.NullMarked;
