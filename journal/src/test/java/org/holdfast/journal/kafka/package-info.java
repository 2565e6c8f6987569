/// The journal in Kafka, over a real broker.
@NullMarked
package org.holdfast.journal.kafka;

import org.jspecify.annotations.NullMarked;
