/// The durable log between acknowledgement and archive: one interface, three implementations.
///
/// [org.holdfast.journal.Journal] is what collectors append to and the pipeline reads from through
/// [org.holdfast.journal.Cursor]s. `org.holdfast.journal.segment` keeps it in local files and
/// documents their layout; `org.holdfast.journal.kafka` keeps it in a topic that machines share,
/// and `org.holdfast.journal.spool` stands before that while brokers are away. The journal is the
/// truth; everything after it is a projection (I2).
@NullMarked
package org.holdfast.journal;

import org.jspecify.annotations.NullMarked;
