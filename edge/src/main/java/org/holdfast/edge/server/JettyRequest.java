package org.holdfast.edge.server;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.holdfast.edge.QueryString;
import org.holdfast.edge.Refusal;
import org.holdfast.edge.Routes;
import org.holdfast.edge.Source;
import org.holdfast.edge.SourceGroup;

/// A request as it came over a socket.
final class JettyRequest implements org.holdfast.edge.Request {
  private final Request jetty;
  private final String path;
  private final Routes.Match match;
  private final ListenerOptions listener;
  private final Source source;
  private final SourceGroup group;
  private final BodyReader reader;
  private final HeldBytes.Share held;
  private boolean bodyRead;

  JettyRequest(
      Request jetty,
      String path,
      Routes.Match match,
      ListenerOptions listener,
      Source source,
      SourceGroup group,
      BodyReader reader,
      HeldBytes.Share held) {
    this.jetty = jetty;
    this.path = path;
    this.match = match;
    this.listener = listener;
    this.source = source;
    this.group = group;
    this.reader = reader;
    this.held = held;
  }

  @Override
  public String method() {
    return jetty.getMethod();
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public String pathParameter(String name) {
    String value = match.pathParameters().get(name);
    if (value == null) {
      throw new IllegalArgumentException(match.template() + " has no parameter " + name);
    }
    return value;
  }

  @Override
  public List<Map.Entry<String, String>> queryParameters() {
    String query = jetty.getHttpURI().getQuery();
    return query == null ? List.of() : QueryString.parse(query);
  }

  @Override
  public Optional<String> header(String name) {
    Optional<String> value = Optional.ofNullable(jetty.getHeaders().get(name));
    // HTTP/2 says it in a pseudo-header.
    return value.isEmpty() && HttpHeader.HOST.is(name)
        ? Optional.ofNullable(jetty.getHttpURI().getAuthority())
        : value;
  }

  @Override
  public byte[] body() {
    if (bodyRead) {
      throw new IllegalStateException("the body was read before");
    }
    bodyRead = true;
    ContentCoding coding = coding();
    var sent = new CollectedBytes(held, jetty.getLength());
    try {
      reader.readAll(sent);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Exchange.STOPPING.asException();
    }
    int sentBytes = sent.size();
    byte[] body = sent.take();
    if (coding == ContentCoding.IDENTITY || sentBytes == 0) {
      return body;
    }
    var inflated = new CollectedBytes(held);
    try {
      ContentCodings.inflate(coding, body, listener.bodyBytesMax(), inflated);
    } catch (BrokenCodingException e) {
      throw Refusal.of(400, "invalid-request", String.valueOf(e.getMessage()), "content-coding")
          .asException();
    }
    held.giveBack(sentBytes);
    return inflated.take();
  }

  @Override
  public String contentCoding() {
    return coding().token();
  }

  private ContentCoding coding() {
    return ContentCoding.of(jetty.getHeaders().getValuesList(HttpHeader.CONTENT_ENCODING));
  }

  @Override
  public Source source() {
    return source;
  }

  @Override
  public SourceGroup sourceGroup() {
    return group;
  }

  @Override
  public String transport() {
    return listener.transport();
  }
}
