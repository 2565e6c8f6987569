package org.holdfast.testkit.probe;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.testkit.traffic.Generation;
import org.holdfast.testkit.traffic.Measurement;
import org.holdfast.testkit.wire.Answer;
import org.holdfast.testkit.wire.Target;
import org.holdfast.testkit.wire.WireConnection;
import org.holdfast.testkit.wire.WireRequest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// OONI Probe since 3.30: one `POST /api/v1/submit_measurement` per measurement, the document as a
/// string in `content`.
///
/// With a credential the request goes through the Rust client first (lower-case header names, no
/// `Content-Type`, `host` late, the look of a browser; U9), and anything but a `submit_response` is
/// followed at once by a plain one with the same bytes on another connection (U14). The plain one
/// comes from Go, with the four credential members as explicit nulls.
public final class SubmitProbe implements Probe {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String PATH = "/api/v1/submit_measurement";

  /// Stands in `nym` of every credential submission, so that a test can look for it where it must
  /// never be (P49).
  public static final String NYM = "c2ltdWxhdGVkLW55bS1uZXZlci10by1iZS1zdG9yZWQhISE=";

  /// Likewise, at the start of `zkp_request`.
  public static final String PROOF_START = "U0lNVUxBVEVELVBST09G";

  private final Target target;
  private final Exchanges exchanges;
  private final GoClient go;
  private final boolean withCredential;

  public SubmitProbe(Target target, AttemptLog log, Clock clock, boolean withCredential) {
    this.target = target;
    this.exchanges = new Exchanges(generation(), log, clock);
    this.go = new GoClient(target, "miniooni/3.31.0 ooniprobe-engine/3.31.0");
    this.withCredential = withCredential;
  }

  @Override
  public Generation generation() {
    return Generation.GO_SUBMIT;
  }

  @Override
  public List<Measurement> handIn(List<Measurement> measurements) {
    List<Measurement> left = new ArrayList<>();
    for (Measurement measurement : measurements) {
      if (withCredential) {
        // No answer to this one carries a submit_response: the plain copy follows whatever it says.
        submit(measurement, true);
      }
      if (submit(measurement, false).isOpen()) {
        left.add(measurement);
      }
    }
    return left;
  }

  @Override
  public void finish() {
    go.close();
  }

  private Told submit(Measurement measurement, boolean proving) {
    byte[] body = body(measurement, proving);
    return exchanges.handIn(
        measurement,
        PATH,
        "",
        measurement.document(),
        answer -> proving ? rustBelieves(answer) : answer.status() == 200,
        1,
        proving ? () -> WireConnection.once(target, rust(body)) : () -> go.post(PATH, body));
  }

  private static byte[] body(Measurement measurement, boolean proving) {
    ObjectNode body = JSON.createObjectNode();
    body.put("format", "json").put("content", measurement.text());
    if (proving) {
      body.put("nym", NYM).put("zkp_request", PROOF_START + "A".repeat(9_300));
      body.put("manifest_version", "1").put("protocol_version", "0.1.0");
    } else {
      body.putNull("nym").putNull("zkp_request");
      body.putNull("manifest_version").putNull("protocol_version");
    }
    return JSON.writeValueAsBytes(body);
  }

  private WireRequest rust(byte[] body) {
    return WireRequest.of("POST", PATH)
        .header("sec-ch-ua", "\"Chromium\";v=\"118\", \"Not=A?Brand\";v=\"99\"")
        .header("sec-ch-ua-mobile", "?0")
        .header("sec-ch-ua-platform", "\"macOS\"")
        .header("upgrade-insecure-requests", "1")
        .header("user-agent", "miniooni")
        .header(
            "accept",
            "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8")
        .header("sec-fetch-site", "none")
        .header("sec-fetch-mode", "navigate")
        .header("sec-fetch-user", "?1")
        .header("sec-fetch-dest", "document")
        .header("accept-language", "en-US,en;q=0.9")
        .header("content-length", Integer.toString(body.length))
        .header("host", target.authority())
        .body(body);
  }

  /// What the Rust client needs of an answer (probe-services §1.4).
  private static boolean rustBelieves(Answer answer) {
    return answer.isSuccess()
        && answer.member("verification_status").isPresent()
        && answer.member("protocol_version").isPresent()
        && answer.json().map(JsonNode::isObject).orElse(false);
  }
}
