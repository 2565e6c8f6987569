/// Tells networks from addresses with a MaxMind database on disk (probe-services §5.2):
/// [org.holdfast.collector.geo.MaxMindGeoDatabase]. Addresses are looked at in memory and not kept.
@NullMarked
package org.holdfast.collector.geo;

import org.jspecify.annotations.NullMarked;
