package org.holdfast.testkit.traffic;

import java.util.random.RandomGenerator;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Makes the `test_keys` of simulated measurements, as large as asked, in the shapes that the
/// nettests of the field have.
final class TestKeys {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final RandomGenerator random;

  TestKeys(RandomGenerator random) {
    this.random = random;
  }

  /// Test keys of about `bytes` bytes.
  ObjectNode make(Nettest nettest, String url, int bytes) {
    ObjectNode keys = JSON.createObjectNode();
    switch (nettest) {
      case WEB_CONNECTIVITY -> {
        keys.put("accessible", random.nextBoolean());
        keys.putNull("blocking");
        keys.put("body_proportion", random.nextDouble());
        keys.putNull("dns_experiment_failure");
        keys.put("x_status", random.nextInt(1 << 20));
        addRequests(keys, url, bytes);
      }
      case SIGNAL, TELEGRAM, WHATSAPP -> {
        keys.putNull(nettest.testName() + "_backend_failure");
        keys.put(nettest.testName() + "_backend_status", random.nextBoolean() ? "ok" : "blocked");
        addRequests(keys, url, bytes);
      }
      case HTTP_INVALID_REQUEST_LINE -> {
        keys.put("tampering", random.nextBoolean());
        addStrings(keys.putArray("sent"), bytes / 2);
        addStrings(keys.putArray("received"), bytes / 2);
      }
      case NDT, DASH -> {
        keys.putNull("failure");
        keys.putObject("simple").put("median_bitrate", random.nextLong(1L << 40));
        addSamples(keys.putArray("receiver_data"), bytes);
      }
      case FACEBOOK_MESSENGER -> {
        for (String service : new String[] {"stun", "b_api", "edge", "star"}) {
          keys.put("facebook_" + service + "_dns_consistent", random.nextBoolean());
        }
        addSamples(keys.putArray("tcp_connect"), bytes);
      }
    }
    return keys;
  }

  private void addRequests(ObjectNode keys, String url, int bytes) {
    ArrayNode requests = keys.putArray("requests");
    for (int left = bytes; left > 0; left -= 9_000) {
      ObjectNode entry = requests.addObject();
      entry.putNull("failure");
      ObjectNode request = entry.putObject("request");
      request.put("method", "GET").put("url", url).put("x_transport", "tcp");
      request.putObject("headers").put("User-Agent", "Mozilla/5.0").put("Accept", "*/*");
      ObjectNode response = entry.putObject("response");
      response.put("code", 200).put("body_is_truncated", left > 9_000);
      response.put("body", FillText.of(random, Math.min(left, 8_000) * 3 / 5));
      entry.put("t", random.nextInt(100_000) / 1000.0);
    }
  }

  private void addSamples(ArrayNode samples, int bytes) {
    for (int left = bytes; left > 0; left -= 110) {
      samples
          .addObject()
          .put("elapsed", random.nextDouble() * 10)
          .put("received", random.nextLong(1L << 33))
          .put("rate", random.nextInt(100_000))
          .put("delta", -random.nextDouble() / 1e7)
          .put("status", random.nextBoolean());
    }
  }

  private void addStrings(ArrayNode strings, int bytes) {
    for (int left = bytes; left > 0; left -= 1_000) {
      strings.add(FillText.of(random, Math.min(left, 1_000) * 3 / 5) + " / HTTP/1.1\n\r");
    }
  }
}
