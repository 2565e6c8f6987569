package org.holdfast.testkit.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Reads answers off a stream: framed by `Content-Length`, by chunks or by the end of the stream.
/// Interim answers (1xx) are passed over. Bounds: 64 KiB of head, 256 MiB of body.
final class AnswerReader {
  private static final int MAX_HEAD = 64 * 1024;
  private static final int MAX_BODY = 256 * 1024 * 1024;

  private final InputStream in;
  private int headBytes;

  AnswerReader(InputStream in) {
    this.in = in;
  }

  Answer read() throws IOException {
    while (true) {
      headBytes = 0;
      String statusLine = line();
      String[] parts = statusLine.split(" ", 3);
      if (parts.length < 2 || !parts[0].startsWith("HTTP/1.") || !parts[1].matches("[0-9]{3}")) {
        throw new NoAnswerException("not an HTTP/1.x status line: " + statusLine);
      }
      int status = Integer.parseInt(parts[1]);
      List<Header> headers = headers();
      if (status >= 200) {
        return new Answer(status, parts.length > 2 ? parts[2] : "", headers, body(status, headers));
      }
    }
  }

  private List<Header> headers() throws IOException {
    List<Header> headers = new ArrayList<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      if (colon < 1) {
        throw new NoAnswerException("header line without a name: " + line);
      }
      headers.add(new Header(line.substring(0, colon), line.substring(colon + 1).strip()));
    }
    return headers;
  }

  private byte[] body(int status, List<Header> headers) throws IOException {
    if (status == 204 || status == 304) {
      return new byte[0];
    }
    for (Header header : headers) {
      if (header.name().equalsIgnoreCase("Transfer-Encoding")
          && header.value().toLowerCase(Locale.ROOT).endsWith("chunked")) {
        return chunkedBody();
      }
    }
    for (Header header : headers) {
      if (header.name().equalsIgnoreCase("Content-Length")) {
        return exactly(Integer.parseInt(header.value()));
      }
    }
    return in.readNBytes(MAX_BODY);
  }

  private byte[] chunkedBody() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      headBytes = 0;
      String size = line();
      int semicolon = size.indexOf(';');
      int length =
          Integer.parseInt((semicolon < 0 ? size : size.substring(0, semicolon)).strip(), 16);
      if (length == 0) {
        headers(); // trailers
        return body.toByteArray();
      }
      body.writeBytes(exactly(length));
      line();
    }
  }

  private byte[] exactly(int length) throws IOException {
    if (length < 0 || length > MAX_BODY) {
      throw new NoAnswerException("a body of " + length + " bytes");
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new NoAnswerException("body ended after " + bytes.length + " of " + length + " bytes");
    }
    return bytes;
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      int next = in.read();
      if (next < 0) {
        throw new NoAnswerException(
            line.size() == 0 && headBytes == 0 ? "closed without an answer" : "answer cut short");
      }
      if (++headBytes > MAX_HEAD) {
        throw new NoAnswerException("head of more than " + MAX_HEAD + " bytes");
      }
      if (next == '\n') {
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
      }
      line.write(next);
    }
  }
}
