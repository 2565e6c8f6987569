package org.holdfast.edge.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.holdfast.edge.Reply;

/// Sends a [Reply]: always with `Content-Length`, gzipped only where the request names gzip and the
/// answer is JSON worth the trouble (P3, L7); never in another coding.
final class ReplyWriter {
  private static final int GZIP_FROM_BYTES = 1000;
  private static final Pattern ACCEPTS_GZIP =
      Pattern.compile("(x-)?gzip\\s*(;\\s*q\\s*=\\s*(?!0(\\.0*)?\\s*$).*)?");

  private ReplyWriter() {}

  /// Blocks until the answer is handed to the network.
  ///
  /// @param held accounts for the answer, which the caller has done already, and its compressed
  ///   form
  /// @param atMost how long the client may take to take the answer
  /// @throws IOException if the client is gone or takes longer
  static void write(
      Request request,
      Response response,
      Reply reply,
      Map<String, String> more,
      boolean close,
      HeldBytes.Share held,
      Duration atMost)
      throws IOException, InterruptedException {
    HttpFields.Mutable headers = response.getHeaders();
    reply.headers().forEach(headers::put);
    more.forEach(headers::add);
    byte[] body = reply.body();
    if (mayBeGzipped(reply)) {
      headers.add(HttpHeader.VARY, "Accept-Encoding");
      if (acceptsGzip(request.getHeaders().getValuesList(HttpHeader.ACCEPT_ENCODING))) {
        body = gzip(body);
        held.takeAnyway(body.length);
        headers.put(HttpHeader.CONTENT_ENCODING, "gzip");
      }
    }
    headers.put(HttpHeader.CONTENT_LENGTH, body.length);
    if (close && request.getConnectionMetaData().getHttpVersion().getVersion() < 20) {
      headers.put(HttpHeader.CONNECTION, "close");
    }
    response.setStatus(reply.status());
    var written = new Callback.Completable();
    response.write(true, ByteBuffer.wrap(body), written);
    await(written, atMost);
  }

  private static void await(Callback.Completable written, Duration atMost)
      throws IOException, InterruptedException {
    try {
      written.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new IOException("the client took too long to take the answer", e);
    } catch (ExecutionException e) {
      throw new IOException("the answer could not be sent", e.getCause());
    }
  }

  private static boolean mayBeGzipped(Reply reply) {
    return reply.body().length > GZIP_FROM_BYTES
        && header(reply, "Content-Type").startsWith("application/json")
        && header(reply, "Content-Encoding").isEmpty()
        && !header(reply, "Cache-Control").contains("no-transform");
  }

  private static String header(Reply reply, String name) {
    return reply.headers().entrySet().stream()
        .filter(header -> header.getKey().equalsIgnoreCase(name))
        .map(header -> header.getValue().toLowerCase(Locale.ROOT))
        .findFirst()
        .orElse("");
  }

  /// Whether one of the `Accept-Encoding` values names gzip with a weight above 0. `*` is not
  /// enough: who does not name gzip may not know it.
  static boolean acceptsGzip(List<String> headerValues) {
    for (String value : headerValues) {
      for (String coding : value.split(",", -1)) {
        if (ACCEPTS_GZIP.matcher(coding.strip().toLowerCase(Locale.ROOT)).matches()) {
          return true;
        }
      }
    }
    return false;
  }

  private static byte[] gzip(byte[] body) {
    var compressed = new ByteArrayOutputStream(body.length / 3 + 64);
    try (var gzip = new GZIPOutputStream(compressed)) {
      gzip.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException("a stream over memory failed", e);
    }
    return compressed.toByteArray();
  }
}
