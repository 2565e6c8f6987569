package org.holdfast.testkit.traffic;

import static org.holdfast.testkit.traffic.RequestBytes.bytes;
import static org.holdfast.testkit.traffic.RequestBytes.concat;
import static org.holdfast.testkit.traffic.RequestBytes.escaped;
import static org.holdfast.testkit.traffic.RequestBytes.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.holdfast.testkit.traffic.BrokenBody.Sending;
import org.holdfast.testkit.wire.WireRequest;
import tools.jackson.databind.json.JsonMapper;

/// The catalogue of requests that a server refuses: what cannot be read (U4), is not addressed to
/// anything, breaks the framing, or is made to hurt. Statuses and names of errors as the contracts
/// and rulings say (L1 to L4, L14 to L32, P6, P7, P37, P46, U2 to U6).
public final class BrokenBodies {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String SUBMIT = "/api/v1/submit_measurement";

  private final String authority;
  private final String reportId;
  private final List<BrokenBody> all = new ArrayList<>();

  private BrokenBodies(String authority, String reportId) {
    this.authority = authority;
    this.reportId = reportId;
  }

  /// All that are answered at once.
  ///
  /// @param authority for the `Host` header
  /// @param reportId an id that the server under test issued
  public static List<BrokenBody> all(String authority, String reportId) {
    BrokenBodies bodies = new BrokenBodies(authority, reportId);
    bodies.addUnreadableDocuments();
    bodies.addWrongMembers();
    bodies.addBadCreates();
    bodies.addBadCoding();
    bodies.addBadFraming();
    bodies.addBadAddress();
    return List.copyOf(bodies.all);
  }

  /// Those that a server ends only when its patience does: send them with time to spare.
  public static List<BrokenBody> slow(String authority, String reportId) {
    BrokenBodies bodies = new BrokenBodies(authority, reportId);
    byte[] body = text("{\"format\":\"json\",\"content\":{\"a\":\"" + "x".repeat(4_000) + "\"}}");
    bodies.add(
        "slow-header", bodies.append(body), Sending.TRICKLED_HEAD, Owed.other(408).orSilence());
    bodies.add(
        "slow-body", bodies.append(body), Sending.TRICKLED_BODY, Owed.submission(408).orSilence());
    return List.copyOf(bodies.all);
  }

  private void addUnreadableDocuments() {
    document("truncated-json", text("{\"a\":{\"b\":[1,2,"));
    document(
        "invalid-utf8", concat(text("{\"a\":\""), new byte[] {(byte) 0xc3, 0x28}, text("\"}")));
    document(
        "lone-surrogate-bytes", concat(text("{\"a\":\""), bytes(0xed, 0xa0, 0x80), text("\"}")));
    document("nul-byte", concat(text("{\"a\":\"x"), bytes(0), text("y\"}")));
    document("nul-between-tokens", concat(text("{\"a\":"), bytes(0), text("1}")));
    document("ten-thousand-deep", text("{\"a\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}"));
    document(
        "ten-thousand-deep-objects", text("{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000)));
    document("not-a-number", text("{\"a\":NaN}"));
    document("trailing-text", text("{\"a\":1} x"));
    add("empty-append", append(new byte[0]), Owed.submission(400));
    add("append-number", append(text("5")), Owed.submission(400));
    add("append-list", append(text("[]")), Owed.submission(400));
    add("empty-submit", submit(new byte[0]), Owed.submission(400, 422));
  }

  private void addWrongMembers() {
    add(
        "append-duplicate-content",
        append(text("{\"format\":\"json\",\"content\":{\"a\":1},\"content\":{\"a\":2}}")),
        Owed.submission(400));
    add(
        "append-without-content",
        append(text("{\"format\":\"json\"}")),
        Owed.submission(400).error("missing-request-field content"));
    add(
        "append-content-list",
        append(text("{\"format\":\"json\",\"content\":[1]}")),
        Owed.submission(400).error("invalid-request-field content"));
    add(
        "append-content-string-as-json",
        append(text("{\"format\":\"json\",\"content\":\"{}\"}")),
        Owed.submission(400).error("invalid-request-field content"));
    add(
        "append-format-xml",
        append(text("{\"format\":\"xml\",\"content\":{}}")),
        Owed.submission(400).error("invalid-format-field"));
    add(
        "append-yaml-object",
        append(text("{\"format\":\"yaml\",\"content\":{}}")),
        Owed.submission(400));
    add(
        "put-without-report-id",
        plain("PUT", "/report").sized(text("{\"content\":\"---\\na: b\\n...\\n\"}")),
        Owed.submission(400).error("missing-request-field report_id"));
    add(
        "put-report-id-with-slash",
        plain("PUT", "/report")
            .sized(text("{\"report_id\":\"no/pe\",\"content\":\"---\\na: b\\n...\\n\"}")),
        Owed.submission(400).error("invalid-request-field report_id"));
    add(
        "submit-content-object",
        submit(text("{\"format\":\"json\",\"content\":{\"a\":1}}")),
        Owed.submission(422));
    add("submit-without-content", submit(text("{\"format\":\"json\"}")), Owed.submission(422));
    add("submit-without-format", submit(text("{\"content\":\"{}\"}")), Owed.submission(422));
    add(
        "submit-content-list",
        submit(text("{\"format\":\"json\",\"content\":\"[]\"}")),
        Owed.submission(400));
  }

  private void addBadCreates() {
    add("create-broken", create("{"), Owed.other(400).error("invalid-request"));
    add("create-list", create("[]"), Owed.other(400).error("invalid-request"));
    add("create-empty", create(""), Owed.other(400).error("invalid-request"));
    add(
        "create-without-test-version",
        create("{\"software_name\":\"t\",\"software_version\":\"1\",\"test_name\":\"t\"}"),
        Owed.other(400).error("missing-request-field test_version"));
    add(
        "create-bad-software-version",
        create(required("1 0", "")),
        Owed.other(400).error("invalid-request-field software_version"));
    add(
        "create-unknown-format",
        create(required("1", ",\"format\":\"xml\"")),
        Owed.other(400).error("invalid-format-field"));
    add(
        "create-yaml-alias-bomb",
        create(required("1", ",\"content\":" + JSON.writeValueAsString(aliasBomb()))),
        Owed.other(400));
    add(
        "create-yaml-foreign-tag",
        create(
            required(
                "1", ",\"content\":\"--- !!javax.script.ScriptEngineManager {a: b}\\n...\\n\"")),
        Owed.other(400));
  }

  private void addBadCoding() {
    byte[] body = text("{\"format\":\"json\",\"content\":{\"a\":1}}");
    add("gzip-garbage", coded("gzip", text("this is not gzip")), Owed.submission(400));
    add("zstd-garbage", coded("zstd", text("this is not zstd")), Owed.submission(400));
    byte[] whole = Bombs.gzip(1);
    add(
        "gzip-truncated",
        coded("gzip", Arrays.copyOf(whole, whole.length - 12)),
        Owed.submission(400));
    add("gzip-bomb", coded("gzip", Bombs.gzip(1024)), Owed.submission(413));
    add("zstd-bomb", coded("zstd", Bombs.zstd(1024)), Owed.submission(413));
    add(
        "unknown-coding",
        coded("br", body),
        Owed.submission(415).error("unsupported-content-encoding"));
  }

  private void addBadFraming() {
    byte[] body = text("{\"format\":\"json\",\"content\":{\"a\":1}}");
    String path = "/report/" + reportId;
    String length = Integer.toString(body.length + 500);
    add(
        "length-too-long",
        plain("POST", path).header("Content-Length", length).body(body),
        Sending.THEN_END,
        Owed.submission(400).orSilence());
    add(
        "length-too-short",
        plain("POST", path)
            .header("Connection", "close")
            .header("Content-Length", Integer.toString(body.length - 7))
            .body(body),
        Owed.submission(400));
    add(
        "length-of-a-gigabyte",
        plain("POST", path).header("Content-Length", "1073741824").body(body),
        Owed.submission(413));
    add(
        "length-negative",
        plain("POST", path).header("Content-Length", "-5").body(body),
        Owed.other(400));
    add(
        "length-no-number",
        plain("POST", path).header("Content-Length", "many").body(body),
        Owed.other(400));
    add(
        "two-lengths",
        plain("POST", path)
            .header("Content-Length", Integer.toString(body.length))
            .header("Content-Length", Integer.toString(body.length + 1))
            .body(body),
        Owed.other(400));
    add(
        "length-and-chunks",
        plain("POST", path).header("Content-Length", "3").chunked(body, 7),
        Owed.other(400));
    add(
        "chunk-size-no-number",
        chunked(text("zz\r\nabc\r\n0\r\n\r\n")),
        Owed.submission(400).orSilence());
    add(
        "chunk-longer-than-said",
        chunked(concat(text("5\r\n"), body, text("\r\n0\r\n\r\n"))),
        Owed.submission(400).orSilence());
    byte[] chunks = WireRequest.chunks(body, 9);
    add(
        "chunks-without-end",
        chunked(Arrays.copyOf(chunks, chunks.length - 5)),
        Sending.THEN_END,
        Owed.submission(400).orSilence());
    add(
        "huge-header",
        plain("POST", path).header("X-Huge", "x".repeat(1 << 20)).sized(body),
        Owed.other(400, 413, 431).orSilence());
    add(
        "not-http",
        new WireRequest("\u0016\u0003\u0001 hello", List.of(), new byte[0]),
        Owed.other(400).orSilence());
  }

  private void addBadAddress() {
    byte[] body = text("{\"format\":\"json\",\"content\":{\"a\":1}}");
    add(
        "append-to-unknown-form-of-id",
        plain("POST", "/report/20240131T101112Z_nobody").sized(body),
        Owed.submission(404));
    add(
        "close-unknown-form-of-id",
        plain("POST", "/report/20240131T101112Z_nobody/close"),
        Owed.other(404));
    add("unknown-path", plain("POST", "/invalidpath").sized(body), Owed.other(404).error("404"));
    add("get-report", plain("GET", "/report"), Owed.other(405).error("405"));
    add("get-close", plain("GET", "/report/" + reportId + "/close"), Owed.other(405).error("405"));
    add("delete-report", plain("DELETE", "/report"), Owed.other(405).error("405"));
    add("trailing-slash", plain("POST", "/report/").sized(body), Owed.other(404).error("404"));
  }

  /// A document that cannot be read, through both doors.
  private void document(String name, byte[] document) {
    add(
        "append-" + name,
        append(concat(text("{\"format\":\"json\",\"content\":"), document, text("}"))),
        Owed.submission(400));
    String asText = new String(document, StandardCharsets.ISO_8859_1);
    if (StandardCharsets.US_ASCII.newEncoder().canEncode(asText)) {
      byte[] content = text(JSON.writeValueAsString(asText));
      add(
          "submit-" + name,
          submit(concat(text("{\"format\":\"json\",\"content\":"), content, text("}"))),
          Owed.submission(400));
    } else {
      add(
          "submit-" + name,
          submit(
              concat(text("{\"format\":\"json\",\"content\":\""), escaped(document), text("\"}"))),
          Owed.submission(400, 422));
    }
  }

  private void add(String name, WireRequest request, Owed owed) {
    add(name, request, Sending.WHOLE, owed);
  }

  private void add(String name, WireRequest request, Sending sending, Owed owed) {
    all.add(new BrokenBody(name, request, sending, owed));
  }

  private WireRequest append(byte[] body) {
    return plain("POST", "/report/" + reportId).sized(body);
  }

  private WireRequest submit(byte[] body) {
    return plain("POST", SUBMIT).sized(body);
  }

  private WireRequest create(String body) {
    return plain("POST", "/report").sized(text(body));
  }

  private WireRequest coded(String coding, byte[] body) {
    return plain("POST", "/report/" + reportId).header("Content-Encoding", coding).sized(body);
  }

  private WireRequest chunked(byte[] body) {
    return plain("POST", "/report/" + reportId).header("Transfer-Encoding", "chunked").body(body);
  }

  private WireRequest plain(String method, String path) {
    return WireRequest.of(method, path).header("Host", authority);
  }

  private static String required(String softwareVersion, String more) {
    return "{\"software_name\":\"t\",\"software_version\":\""
        + softwareVersion
        + "\",\"test_name\":\"t\",\"test_version\":\"1\""
        + more
        + "}";
  }

  private static String aliasBomb() {
    StringBuilder bomb = new StringBuilder("---\na0: &a0 [x, x]\n");
    for (int level = 1; level <= 12; level++) {
      String alias = "*a" + (level - 1);
      bomb.append("a%d: &a%d [".formatted(level, level))
          .append(String.join(", ", Collections.nCopies(9, alias)))
          .append("]\n");
    }
    return bomb.append("...\n").toString();
  }
}
