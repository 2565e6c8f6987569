package org.holdfast.edge.server;

import java.nio.ByteBuffer;
import java.util.Locale;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.holdfast.edge.Refusal;
import org.holdfast.edge.Reply;

/// Answers where Jetty refuses a request before it reaches us (a broken request line, a header that
/// is too large): JSON like every other refusal, never HTML, never a stack trace (P4).
final class JsonErrors implements Request.Handler {
  private final EdgeMetrics metrics;

  JsonErrors(EdgeMetrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Refusal refusal =
        refusal(response.getStatus(), request.getAttribute(ErrorHandler.ERROR_MESSAGE));
    if (isOpen(request)) {
      metrics.refused(refusal.reason());
    }
    Reply reply = refusal.toReply();
    reply.headers().forEach(response.getHeaders()::put);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, reply.body().length);
    response.write(true, ByteBuffer.wrap(reply.body()), callback);
    return true;
  }

  /// What [ConnectionWatch] closes it has counted; a header that ends with that is no other
  /// mistake.
  private static boolean isOpen(Request request) {
    return request.getConnectionMetaData().getConnection().getEndPoint().isOpen();
  }

  private static Refusal refusal(int status, Object parserMessage) {
    return switch (status) {
      case 404, 405, 500 -> Refusal.framework(status, HttpStatus.getMessage(status));
      case 400 ->
          Refusal.of(
              400,
              "invalid-request",
              parserMessage instanceof String text ? text : HttpStatus.getMessage(status),
              "invalid-http");
      case 431 -> refusal(status, "request-header-too-large");
      default -> refusal(status, kebab(HttpStatus.getMessage(status)));
    };
  }

  private static String kebab(String phrase) {
    return phrase.toLowerCase(Locale.ROOT).replace(' ', '-');
  }

  private static Refusal refusal(int status, String error) {
    return Refusal.of(status, error, HttpStatus.getMessage(status), error);
  }
}
