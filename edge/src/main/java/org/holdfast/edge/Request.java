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

  /// Whom it counts against where something scarce is shared; a crowd unless the server knows
  /// better.
  default SourceGroup sourceGroup() {
    return SourceGroup.crowd(transport());
  }

  /// How it arrived: `https`, `http`, `onion`, `fronted` or `unix`, by listener.
  String transport();

  /// A request that is another one but for what a subclass changes.
  abstract class Wrapper implements Request {
    private final Request wrapped;

    protected Wrapper(Request wrapped) {
      this.wrapped = wrapped;
    }

    @Override
    public String method() {
      return wrapped.method();
    }

    @Override
    public String path() {
      return wrapped.path();
    }

    @Override
    public String pathParameter(String name) {
      return wrapped.pathParameter(name);
    }

    @Override
    public Optional<String> query(String name) {
      return wrapped.query(name);
    }

    @Override
    public List<String> queryAll(String name) {
      return wrapped.queryAll(name);
    }

    @Override
    public List<Map.Entry<String, String>> queryParameters() {
      return wrapped.queryParameters();
    }

    @Override
    public Optional<String> header(String name) {
      return wrapped.header(name);
    }

    @Override
    public byte[] body() {
      return wrapped.body();
    }

    @Override
    public String contentCoding() {
      return wrapped.contentCoding();
    }

    @Override
    public Source source() {
      return wrapped.source();
    }

    @Override
    public SourceGroup sourceGroup() {
      return wrapped.sourceGroup();
    }

    @Override
    public String transport() {
      return wrapped.transport();
    }
  }
}
