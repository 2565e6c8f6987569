/// Certificates for servers under test.
@NullMarked
package org.holdfast.testkit.tls;

import org.jspecify.annotations.NullMarked;
