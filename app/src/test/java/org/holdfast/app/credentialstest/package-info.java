/// Samples of the long runs of credentials.
@NullMarked
package org.holdfast.app.credentialstest;

import org.jspecify.annotations.NullMarked;
