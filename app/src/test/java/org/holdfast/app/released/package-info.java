/// What earlier releases wrote, and what they can read: invariant I11 on a whole data directory.
///
/// `formats/data-<n>.tar.gz` among the resources is the data directory of a server of release
/// format n, and `data-<n>.txt` what it had acknowledged; [org.holdfast.app.released.ReleasedData]
/// makes them. The classes `FirstRelease...` write and read the journal as the first release does,
/// from its description and without any class of ours: they are never changed. A release that
/// changes a format adds a directory, and such classes for the format before.
@NullMarked
package org.holdfast.app.released;

import org.jspecify.annotations.NullMarked;
