/// Tests of what a credential's file and an issuer's answers may hold.
@NullMarked
package org.holdfast.client;

import org.jspecify.annotations.NullMarked;
