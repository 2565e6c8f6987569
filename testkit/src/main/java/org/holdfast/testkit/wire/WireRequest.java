package org.holdfast.testkit.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A request exactly as it goes over the wire: nothing is added to what stands here. Immutable; the
/// body's array is shared, not copied.
///
/// @param startLine without CRLF, as in `POST /report HTTP/1.1`
@SuppressWarnings("ArrayRecordComponent") // bodies are compared as bytes where it matters
public record WireRequest(String startLine, List<Header> headers, byte[] body) {

  public WireRequest {
    headers = List.copyOf(headers);
  }

  /// A request line with nothing after it.
  public static WireRequest of(String method, String path) {
    return new WireRequest(method + ' ' + path + " HTTP/1.1", List.of(), new byte[0]);
  }

  /// One more header line after those that stand already.
  public WireRequest header(String name, String value) {
    List<Header> more = new ArrayList<>(headers);
    more.add(new Header(name, value));
    return new WireRequest(startLine, more, body);
  }

  /// The bytes after the empty line; no header is added for them.
  public WireRequest body(byte[] bytes) {
    return new WireRequest(startLine, headers, bytes);
  }

  /// `Content-Length` of `bytes` as the next header, and `bytes` as the body.
  public WireRequest sized(byte[] bytes) {
    return header("Content-Length", Integer.toString(bytes.length)).body(bytes);
  }

  /// `Transfer-Encoding: chunked` as the next header, and `bytes` cut into chunks as the body.
  public WireRequest chunked(byte[] bytes, int chunkSize) {
    return header("Transfer-Encoding", "chunked").body(chunks(bytes, chunkSize));
  }

  /// Request line and headers with the empty line after them.
  public byte[] head() {
    StringBuilder head = new StringBuilder(startLine).append("\r\n");
    for (Header header : headers) {
      head.append(header.name()).append(": ").append(header.value()).append("\r\n");
    }
    return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /// All of it.
  public byte[] bytes() {
    byte[] head = head();
    byte[] all = new byte[head.length + body.length];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(body, 0, all, head.length, body.length);
    return all;
  }

  /// `bytes` in chunks of `chunkSize` with the last, empty chunk.
  public static byte[] chunks(byte[] bytes, int chunkSize) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + 64);
    for (int from = 0; from < bytes.length; from += chunkSize) {
      int length = Math.min(chunkSize, bytes.length - from);
      out.writeBytes((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
      out.write(bytes, from, length);
      out.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    out.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    return out.toByteArray();
  }
}
