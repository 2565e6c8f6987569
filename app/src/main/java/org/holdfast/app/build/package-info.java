/// What was built: version and commit, from a resource written by the build.
@NullMarked
package org.holdfast.app.build;

import org.jspecify.annotations.NullMarked;
