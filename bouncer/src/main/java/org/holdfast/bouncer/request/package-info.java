/// Reads the JSON bodies of discovery requests and words what is wrong with them (ruling U6).
@NullMarked
package org.holdfast.bouncer.request;

import org.jspecify.annotations.NullMarked;
