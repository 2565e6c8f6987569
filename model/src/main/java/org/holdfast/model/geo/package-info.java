/// Which network an address belongs to, as far as a database on disk tells. The interface only; the
/// collector reads MaxMind files.
@NullMarked
package org.holdfast.model.geo;

import org.jspecify.annotations.NullMarked;
