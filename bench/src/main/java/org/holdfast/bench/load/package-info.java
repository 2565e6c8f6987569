/// A load driver with its own connections, and the runs built on it. Start with
/// [org.holdfast.bench.load.IntakeShare] and [org.holdfast.bench.load.HalfOpenUploads];
/// [org.holdfast.bench.load.CatalogueScale] is apart from them and measures a database. All traffic
/// stays on loopback and every loop is bounded in time.
@NullMarked
package org.holdfast.bench.load;

import org.jspecify.annotations.NullMarked;
