package org.holdfast.journal.kafka;

import java.time.Duration;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The producer, made when it is first needed, and made anew after a failure that it does not
/// outlive: one whose credentials were once refused sends nothing any more, however right they are
/// by now. Safe for concurrent use.
final class Producers {
  private static final Logger log = LoggerFactory.getLogger(Producers.class);

  private final Supplier<KafkaProducer<byte[], byte[]>> making;
  private @Nullable KafkaProducer<byte[], byte[]> current;
  private boolean closed;

  Producers(Supplier<KafkaProducer<byte[], byte[]>> making) {
    this.making = making;
  }

  /// As [KafkaProducer#send].
  void send(ProducerRecord<byte[], byte[]> record, Callback callback) {
    KafkaProducer<byte[], byte[]> producer = current();
    try {
      var _ =
          producer.send(
              record,
              (place, failure) -> {
                callback.onCompletion(place, failure);
                giveUpAfter(producer, failure);
              });
    } catch (RuntimeException e) {
      giveUpAfter(producer, e);
      throw e;
    }
  }

  private synchronized KafkaProducer<byte[], byte[]> current() {
    if (closed) {
      throw new KafkaException("the journal is closed");
    }
    KafkaProducer<byte[], byte[]> producer = current;
    if (producer == null) {
      producer = making.get();
      current = producer;
    }
    return producer;
  }

  private synchronized void giveUpAfter(
      KafkaProducer<byte[], byte[]> producer, @Nullable Exception failure) {
    if (failure == null
        || failure instanceof RecordTooLargeException
        || failure instanceof TimeoutException
        || closed
        || producer != current) {
      return;
    }
    log.warn("The producer is made anew: {}", failure.toString());
    current = null;
    // Closing waits for the thread that may be running this.
    Thread.ofPlatform()
        .daemon()
        .name("kafka-producer-end")
        .start(() -> producer.close(Duration.ZERO));
  }

  /// Sends nothing any more and waits for what is on its way, at most so long.
  void close(Duration patience) {
    KafkaProducer<byte[], byte[]> last;
    synchronized (this) {
      closed = true;
      last = current;
    }
    if (last != null) {
      last.close(patience);
    }
  }
}
