package org.holdfast.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A single-request submission of a document of given size, as bytes on the wire, with a counter of
/// fixed width inside the document, so that every request carries another measurement at the cost
/// of writing sixteen digits.
final class SubmissionTemplate {
  private static final String COUNTER = "0000000000000000";

  private final byte[] request;
  private final int counterOffset;

  private SubmissionTemplate(byte[] request, int counterOffset) {
    this.request = request;
    this.counterOffset = counterOffset;
  }

  /// @param documentBytes about how long the measurement document is
  static SubmissionTemplate ofSize(int documentBytes) {
    String escaped = document(documentBytes).replace("\"", "\\\"");
    String body =
        "{\"format\":\"json\",\"content\":\""
            + escaped
            + "\",\"nym\":null,\"zkp_request\":null,\"manifest_version\":null,\"protocol_version\":null}";
    byte[] bodyBytes = body.getBytes(StandardCharsets.US_ASCII);
    String head =
        "POST /api/v1/submit_measurement HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type:"
            + " application/json\r\nUser-Agent: miniooni/3.31.0 ooniprobe-engine/3.31.0\r\n"
            + "Content-Length: "
            + bodyBytes.length
            + "\r\n\r\n";
    String request = head + body;
    return new SubmissionTemplate(
        request.getBytes(StandardCharsets.US_ASCII), request.indexOf(COUNTER));
  }

  /// Bytes of a request, its head included.
  int bytes() {
    return request.length;
  }

  /// A private copy whose counter can be set.
  Copy copy() {
    return new Copy(request.clone(), counterOffset);
  }

  private static String document(int bytes) {
    StringBuilder text = new StringBuilder(bytes + 512);
    text.append(
        "{\"data_format_version\":\"0.2.0\",\"input\":\"https://site-"
            + COUNTER
            + ".example/\",\"measurement_start_time\":\"2026-11-22 10:00:00\",\"probe_asn\":\"AS64501\",");
    text.append(
        "\"probe_cc\":\"PT\",\"probe_ip\":\"127.0.0.1\",\"probe_network_name\":\"Example\",\"resolver_asn\":\"AS64501\",");
    text.append(
        "\"resolver_ip\":\"127.0.0.2\",\"software_name\":\"miniooni\",\"software_version\":\"3.31.0\",");
    text.append(
        "\"test_name\":\"web_connectivity\",\"test_version\":\"0.5.28\",\"test_start_time\":\"2026-11-22 09:59:58\",");
    text.append("\"test_runtime\":1.25,\"annotations\":{\"platform\":\"linux\"},\"test_keys\":{");
    text.append("\"queries\":[");
    int i = 0;
    while (text.length() < bytes - 40) {
      if (i > 0) {
        text.append(',');
      }
      text.append("{\"hostname\":\"host-").append(i * 7919 % 100_003).append(".example\",");
      text.append("\"answers\":[{\"answer_type\":\"A\",\"ipv4\":\"192.0.2.").append(i % 250);
      text.append("\",\"ttl\":").append(i * 31 % 3600).append("}],\"failure\":null,\"t\":");
      text.append(i).append('.').append(i * 13 % 1000).append('}');
      i++;
    }
    return text.append("]}}").toString();
  }

  /// One connection's own request bytes.
  static final class Copy {
    private final byte[] bytes;
    private final int counterOffset;

    private Copy(byte[] bytes, int counterOffset) {
      this.bytes = bytes;
      this.counterOffset = counterOffset;
    }

    /// The request carrying the measurement with this number. The array is reused.
    byte[] numbered(long number) {
      Arrays.fill(bytes, counterOffset, counterOffset + COUNTER.length(), (byte) '0');
      long rest = number;
      for (int i = counterOffset + COUNTER.length() - 1; rest > 0; i--) {
        bytes[i] = (byte) ('0' + rest % 10);
        rest /= 10;
      }
      return bytes;
    }
  }

  /// Requests one after the other in one buffer outside the heap, each with the next number. For
  /// one thread.
  static final class Numbered {
    private final ByteBuffer bytes;
    private final int counterOffset;
    private long number;

    Numbered(SubmissionTemplate template, long firstNumber) {
      this.bytes = ByteBuffer.allocateDirect(template.request.length).put(template.request);
      this.counterOffset = template.counterOffset;
      this.number = firstNumber;
    }

    /// The next request; valid until the next call.
    ByteBuffer next() {
      number++;
      long rest = number;
      for (int i = COUNTER.length() - 1; i >= 0; i--) {
        bytes.put(counterOffset + i, (byte) ('0' + rest % 10));
        rest /= 10;
      }
      return bytes.clear();
    }
  }
}
