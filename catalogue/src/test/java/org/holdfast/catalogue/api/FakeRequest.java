package org.holdfast.catalogue.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.holdfast.edge.QueryString;
import org.holdfast.edge.Request;
import org.holdfast.edge.Source;

/// A GET request without a socket.
record FakeRequest(
    String path,
    String queryString,
    Map<String, String> headers,
    String transport,
    Map<String, String> pathParameters)
    implements Request {

  static FakeRequest get(String target) {
    int mark = target.indexOf('?');
    return new FakeRequest(
        mark < 0 ? target : target.substring(0, mark),
        mark < 0 ? "" : target.substring(mark + 1),
        Map.of(),
        "unix",
        Map.of());
  }

  FakeRequest header(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name.toLowerCase(Locale.ROOT), value);
    return new FakeRequest(path, queryString, more, transport, pathParameters);
  }

  FakeRequest over(String newTransport) {
    return new FakeRequest(path, queryString, headers, newTransport, pathParameters);
  }

  FakeRequest matched(Map<String, String> parameters) {
    return new FakeRequest(path, queryString, headers, transport, parameters);
  }

  @Override
  public String method() {
    return "GET";
  }

  @Override
  public String pathParameter(String name) {
    return Optional.ofNullable(pathParameters.get(name)).orElseThrow();
  }

  @Override
  public List<Map.Entry<String, String>> queryParameters() {
    return QueryString.parse(queryString);
  }

  @Override
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  @Override
  public byte[] body() {
    return new byte[0];
  }

  @Override
  public String contentCoding() {
    return "identity";
  }

  @Override
  public Source source() {
    return Source.NONE;
  }
}
