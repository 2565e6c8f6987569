package org.holdfast.edge;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A request as endpoints see it. The peer's address is behind [#source()] and must not be stored
/// or logged (invariant I8).
public interface Request {
  String method();

  /// The raw, undecoded path with repeated leading slashes collapsed (L8, U12), without the query.
  String path();

  /// The segment that matched `{name}` in the route, undecoded; never empty, never with a `%`.
  ///
  /// @throws IllegalArgumentException if the route has no such parameter
  String pathParameter(String name);

  /// The first value of a query parameter, decoded.
  default Optional<String> query(String name) {
    return queryAll(name).stream().findFirst();
  }

  /// All values of a query parameter, decoded.
  default List<String> queryAll(String name) {
    return queryParameters().stream()
        .filter(parameter -> parameter.getKey().equals(name))
        .map(Map.Entry::getValue)
        .toList();
  }

  /// All query parameters in their order, decoded.
  List<Map.Entry<String, String>> queryParameters();

  /// The first value of a header; names are compared without case.
  Optional<String> header(String name);

  /// Reads the whole body, inflated (gzip, zstd), within the listener's limit and deadline. Empty
  /// array if there is none. May be called once.
  ///
  /// @throws RefusedException 413 over the limit, 400 where the coding or the framing is broken,
  ///   415 for an unknown coding, 408 past the deadline, 503 when the server holds too many bodies
  byte[] body();

  /// What `Content-Encoding` said: `identity`, `gzip` or `zstd`.
  ///
  /// @throws RefusedException 415 for any other coding
  String contentCoding();

  /// Who sent it, from the socket or a trusted hop (P77).
  Source source();

  /// How it arrived: `https`, `http`, `onion`, `fronted` or `unix`, by listener.
  String transport();
}
