package org.holdfast.app.submit;

import tools.jackson.databind.JsonNode;

/// What a collector said in the end, after all retries.
sealed interface Answer {
  /// 2xx with a JSON object.
  record Accepted(JsonNode body) implements Answer {}

  /// It will not take this; sending it again will not help.
  ///
  /// @param reason the server's, on one line
  record Refused(String reason) implements Answer {}

  /// It takes nothing at present.
  record Unavailable(String reason) implements Answer {}
}
