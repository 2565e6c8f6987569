/// `POST /api/v1/geolookup`: which network some addresses belong to (probe-services §1.15, P30).
/// [org.holdfast.bouncer.geolookup.GeolookupRoutes].
@NullMarked
package org.holdfast.bouncer.geolookup;

import org.jspecify.annotations.NullMarked;
