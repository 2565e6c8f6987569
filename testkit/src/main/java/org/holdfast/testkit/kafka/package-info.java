/// A real Kafka broker for tests, in a process of its own.
@NullMarked
package org.holdfast.testkit.kafka;

import org.jspecify.annotations.NullMarked;
