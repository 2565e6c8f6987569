@NullMarked
package org.holdfast.app.rollout;

import org.jspecify.annotations.NullMarked;
