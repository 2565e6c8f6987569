package org.holdfast.collector;

import java.util.Locale;
import org.holdfast.edge.Request;
import org.holdfast.edge.Source;
import org.holdfast.model.envelope.ContentCoding;
import org.holdfast.model.envelope.Transport;

/// How a request reached us. The source is for use in memory only (invariant I8).
public record Arrival(Source source, Transport transport, ContentCoding coding) {

  public static Arrival of(Request request) {
    return new Arrival(
        request.source(),
        transportOf(request),
        ContentCoding.valueOf(request.contentCoding().toUpperCase(Locale.ROOT)));
  }

  /// For a request whose body nobody reads, whatever its coding is said to be.
  public static Arrival withoutBody(Request request) {
    return new Arrival(request.source(), transportOf(request), ContentCoding.IDENTITY);
  }

  private static Transport transportOf(Request request) {
    return Transport.valueOf(request.transport().toUpperCase(Locale.ROOT));
  }
}
