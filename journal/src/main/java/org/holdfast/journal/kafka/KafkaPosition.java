package org.holdfast.journal.kafka;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.holdfast.journal.Position;

/// `kafka/<topic id>/<partition>/<offset>`.
///
/// @param topicId Kafka's id of the topic, 22 characters of base64url
record KafkaPosition(String topicId, int partition, long offset) {
  private static final Pattern FORM =
      Pattern.compile("kafka/([0-9A-Za-z_-]{22})/([0-9]{1,9})/([0-9]{1,18})");

  /// @throws IllegalArgumentException if another kind of journal gave the position
  static KafkaPosition of(Position position) {
    Matcher form = FORM.matcher(position.text());
    if (!form.matches()) {
      throw new IllegalArgumentException(position + " is no position of a journal in Kafka");
    }
    return new KafkaPosition(
        form.group(1), Integer.parseInt(form.group(2)), Long.parseLong(form.group(3)));
  }

  Position position() {
    return new Position("kafka/" + topicId + '/' + partition + '/' + offset);
  }
}
