package org.holdfast.edge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// The table of endpoints by method and path. A path is a list of segments, each literal or
/// `{name}`; the more literal route wins. A parameter matches any segment that is neither empty nor
/// contains a percent sign. Immutable; tables of several parts are joined with [Builder#addAll].
public final class Routes {
  /// The route a request matched.
  ///
  /// @param template as registered, as in `/report/{id}`; the metric label
  public record Match(String template, Endpoint endpoint, Map<String, String> pathParameters) {}

  private record Route(String method, String template, List<String> segments, Endpoint endpoint) {}

  private record Literal(String method, String path) {}

  private final List<Route> routes;

  /// The routes without parameters, which are the most literal there can be.
  private final Map<Literal, Match> literals;

  private Routes(List<Route> routes) {
    this.routes = List.copyOf(routes);
    this.literals =
        routes.stream()
            .filter(route -> literalsIn(route.segments) == route.segments.size())
            .collect(
                Collectors.toUnmodifiableMap(
                    route -> new Literal(route.method, route.template),
                    route -> new Match(route.template, route.endpoint, Map.of())));
  }

  public static Builder builder() {
    return new Builder();
  }

  /// The endpoint for a request; empty if no route has this method and path.
  public Optional<Match> find(String method, String path) {
    Match literal = literals.get(new Literal(method, path));
    return literal == null ? findAmongAll(method, path) : Optional.of(literal);
  }

  private Optional<Match> findAmongAll(String method, String path) {
    List<String> segments = segmentsOf(path);
    Optional<Match> best = Optional.empty();
    int bestLiterals = -1;
    for (Route route : routes) {
      if (route.method.equals(method)) {
        Optional<Map<String, String>> parameters = match(route.segments, segments);
        int literals = literalsIn(route.segments);
        if (parameters.isPresent() && literals > bestLiterals) {
          best = Optional.of(new Match(route.template, route.endpoint, parameters.get()));
          bestLiterals = literals;
        }
      }
    }
    return best;
  }

  /// Whether some method is routed at this path, so that 405 is right rather than 404.
  public boolean knowsPath(String path) {
    return !methodsAt(path).isEmpty();
  }

  /// The methods routed at this path, sorted; empty for an unknown path.
  public SortedSet<String> methodsAt(String path) {
    List<String> segments = segmentsOf(path);
    SortedSet<String> methods = new TreeSet<>();
    for (Route route : routes) {
      if (match(route.segments, segments).isPresent()) {
        methods.add(route.method);
      }
    }
    return methods;
  }

  /// The same table with something in front of every endpoint.
  public Routes with(UnaryOperator<Endpoint> before) {
    return new Routes(
        routes.stream()
            .map(r -> new Route(r.method, r.template, r.segments, before.apply(r.endpoint)))
            .toList());
  }

  private static Optional<Map<String, String>> match(List<String> route, List<String> actual) {
    if (route.size() != actual.size()) {
      return Optional.empty();
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    for (int i = 0; i < route.size(); i++) {
      String expected = route.get(i);
      String segment = actual.get(i);
      if (isParameter(expected)) {
        // No parameter of ours needs escaping, so an escaped one is unknown (oonib, L 1.0).
        if (segment.isEmpty() || segment.indexOf('%') >= 0) {
          return Optional.empty();
        }
        parameters.put(expected.substring(1, expected.length() - 1), segment);
      } else if (!expected.equals(segment)) {
        return Optional.empty();
      }
    }
    return Optional.of(parameters);
  }

  private static int literalsIn(List<String> segments) {
    return (int) segments.stream().filter(s -> !isParameter(s)).count();
  }

  private static boolean isParameter(String segment) {
    return segment.startsWith("{") && segment.endsWith("}");
  }

  private static List<String> segmentsOf(String path) {
    return List.of(path.split("/", -1));
  }

  /// Collects routes.
  public static final class Builder {
    private final List<Route> routes = new ArrayList<>();

    private Builder() {}

    public Builder get(String template, Endpoint endpoint) {
      return route("GET", template, endpoint);
    }

    public Builder post(String template, Endpoint endpoint) {
      return route("POST", template, endpoint);
    }

    public Builder put(String template, Endpoint endpoint) {
      return route("PUT", template, endpoint);
    }

    public Builder route(String method, String template, Endpoint endpoint) {
      boolean taken =
          routes.stream().anyMatch(r -> r.method.equals(method) && r.template.equals(template));
      if (taken) {
        throw new IllegalArgumentException(method + " " + template + " is routed twice");
      }
      routes.add(new Route(method, template, segmentsOf(template), endpoint));
      return this;
    }

    public Builder addAll(Routes other) {
      other.routes.forEach(r -> route(r.method, r.template, r.endpoint));
      return this;
    }

    public Routes build() {
      return new Routes(routes);
    }
  }
}
