package org.holdfast.testkit.history;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.testkit.wire.Answer;
import org.holdfast.testkit.wire.Target;
import org.holdfast.testkit.wire.WireConnection;
import org.holdfast.testkit.wire.WireRequest;
import tools.jackson.databind.JsonNode;

/// The read API as a researcher's script sees it (pipeline contract §4.1 to §4.3), over one
/// connection kept alive. Not thread-safe.
public final class ReadApi implements AutoCloseable {
  private static final int PAGE = 500;
  private static final int MAX_PAGES = 10_000;

  private final Target target;
  private Optional<WireConnection> idle = Optional.empty();

  public ReadApi(Target target) {
    this.target = target;
  }

  /// One line of a search result.
  ///
  /// @param input empty text where there is none
  public record Row(String uid, String reportId, String testName, String input) {}

  /// Any path.
  public Answer get(String pathAndQuery) throws IOException {
    WireRequest request =
        WireRequest.of("GET", pathAndQuery)
            .header("Host", target.authority())
            .header("Accept", "application/json");
    if (idle.isPresent()) {
      try {
        return on(idle.get(), request);
      } catch (IOException e) {
        close(); // closed while idle; asking again changes nothing on the server
      }
    }
    return on(WireConnection.open(target), request);
  }

  /// The metadata of a measurement, or empty where the uid is unknown.
  public Optional<JsonNode> meta(String uid) throws IOException {
    return known(get("/api/v1/measurement_meta?measurement_uid=" + encoded(uid)));
  }

  /// The published document, or empty where the uid is unknown.
  public Optional<byte[]> raw(String uid) throws IOException {
    Answer answer = get("/api/v1/raw_measurement?measurement_uid=" + encoded(uid));
    return known(answer).map(_ -> answer.body());
  }

  /// The body as the probe sent it, or empty where there is none to be read.
  public Optional<byte[]> body(String uid) throws IOException {
    Answer answer = get("/api/v1/measurement/" + encoded(uid) + "/body");
    return answer.status() == 200 ? Optional.of(answer.body()) : Optional.empty();
  }

  /// All measurements whose start time is after `since` and not after `until`, page by page.
  ///
  /// @throws IOException also where a page is refused or cannot be read
  public List<Row> search(Instant since, Instant until) throws IOException {
    return search(since, until, "");
  }

  /// As [#search(Instant, Instant)] with more parameters, as in `&probe_cc=ZZ`.
  public List<Row> search(Instant since, Instant until, String parameters) throws IOException {
    List<Row> rows = new ArrayList<>();
    String next =
        "/api/v1/measurements?since=" + since + "&until=" + until + "&limit=" + PAGE + parameters;
    for (int page = 0; page < MAX_PAGES && !next.isEmpty(); page++) {
      Answer answer = get(next);
      JsonNode body =
          answer
              .json()
              .filter(json -> answer.status() == 200 && json.path("results").isArray())
              .orElseThrow(() -> new IOException("a search was answered with " + answer));
      for (JsonNode result : body.path("results")) {
        rows.add(
            new Row(
                result.path("measurement_uid").asString(),
                result.path("report_id").asString(),
                result.path("test_name").asString(),
                result.path("input").asString("")));
      }
      JsonNode nextUrl = body.path("metadata").path("next_url");
      next = nextUrl.isString() ? pathOf(nextUrl.asString()) : "";
    }
    return rows;
  }

  private static String pathOf(String url) {
    URI uri = URI.create(url);
    String query = uri.getRawQuery();
    return uri.getRawPath() + (query == null ? "" : "?" + query);
  }

  /// An unknown uid is answered with `{}` or 404.
  private static Optional<JsonNode> known(Answer answer) throws IOException {
    if (answer.status() == 404) {
      return Optional.empty();
    }
    if (answer.status() != 200) {
      throw new IOException("a read was answered with " + answer);
    }
    return answer.json().filter(body -> !body.isEmpty());
  }

  private Answer on(WireConnection connection, WireRequest request) throws IOException {
    idle = Optional.of(connection);
    try {
      Answer answer = connection.exchange(request);
      if (answer.closesConnection()) {
        close();
      }
      return answer;
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    idle.ifPresent(WireConnection::close);
    idle = Optional.empty();
  }
}
