package org.holdfast.app.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.holdfast.testkit.wire.Answer;
import org.holdfast.testkit.wire.Header;
import org.holdfast.testkit.wire.Target;
import org.holdfast.testkit.wire.WireConnection;
import org.holdfast.testkit.wire.WireRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What clients send to ask their way: sloppy requests are answered, and what cannot be read is
/// refused in JSON and harms nobody.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DiscoveryBodiesTest {
  private static final String CHECK_IN = "/api/v1/check-in";
  private static final String GEOLOOKUP = "/api/v1/geolookup";
  private static final String NET_TESTS = "/bouncer/net-tests";

  /// By path, a request that is answered with 200.
  private static final Map<String, String> GOOD =
      Map.of(
          CHECK_IN,
          "{\"probe_cc\":\"IT\",\"probe_asn\":\"AS3269\",\"web_connectivity\":{\"category_codes\":[]}}",
          GEOLOOKUP,
          "{\"addresses\":[\"192.0.2.1\"]}",
          NET_TESTS,
          "{\"net-tests\":[{\"name\":\"http_host\",\"version\":\"0.1\",\"input-hashes\":null,"
              + "\"test-helpers\":[]}]}");

  /// A request body that is broken, made from a good one.
  record Breakage(String name, int status, UnaryOperator<byte[]> body, List<Header> more) {
    static Breakage of(String name, UnaryOperator<byte[]> body) {
      return new Breakage(name, 400, body, List.of());
    }

    static Breakage replaced(String name, String body) {
      return of(name, _ -> body.getBytes(ISO_8859_1));
    }

    static Breakage coded(String name, int status, String coding, UnaryOperator<byte[]> body) {
      return new Breakage(name, status, body, List.of(new Header("Content-Encoding", coding)));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static final List<Breakage> BREAKAGES =
      List.of(
          Breakage.of("truncated", good -> Arrays.copyOf(good, good.length - 2)),
          Breakage.of("trailing text", good -> concat(good, " x")),
          Breakage.of("NUL after it", good -> concat(good, "\0")),
          Breakage.replaced("NUL in a text", "{\"probe_cc\":\"I\0T\"}"),
          Breakage.replaced("NUL between tokens", "{\"probe_cc\":\0\"IT\"}"),
          Breakage.replaced("invalid UTF-8", "{\"probe_cc\":\"\u00c3(\"}"),
          Breakage.replaced("lone surrogate", "{\"probe_cc\":\"\u00ed\u00a0\u0080\"}"),
          Breakage.replaced("overlong UTF-8", "{\"probe_cc\":\"\u00c0\u00af\"}"),
          Breakage.replaced("duplicate keys", "{\"addresses\":[],\"addresses\":[]}"),
          Breakage.replaced("not a number", "{\"probe_cc\":NaN}"),
          Breakage.replaced("a list", "[]"),
          Breakage.replaced("a number", "7"),
          Breakage.replaced("null", "null"),
          Breakage.replaced("blanks", "  \n"),
          Breakage.replaced(
              "ten thousand deep", "{\"a\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}"),
          Breakage.replaced(
              "ten thousand deep objects", "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000)),
          Breakage.replaced("a number of endless digits", "{\"a\":" + "9".repeat(100_000) + "}"),
          Breakage.replaced("form fields", "probe_cc=IT&probe_asn=AS3269"),
          Breakage.coded("not gzip", 400, "gzip", good -> good),
          Breakage.coded("not zstd", 400, "zstd", good -> good),
          Breakage.coded(
              "truncated gzip",
              400,
              "gzip",
              good -> Arrays.copyOf(gzip(good), gzip(good).length - 9)),
          Breakage.coded("gzip bomb", 413, "gzip", _ -> gzip(new byte[17 << 20])),
          Breakage.coded("unknown coding", 415, "br", good -> good),
          new Breakage("too large", 413, _ -> new byte[(1 << 20) + 1], List.of()));

  @TempDir private static Path directory;

  private BalancedServer server;
  private Target open;

  @BeforeAll
  void start() throws Exception {
    server =
        Servers.start(
            directory.resolve("data"), "collector: {body-limit: 16MiB}\n", new StopSignal());
    open = server.listener("public");
  }

  @AfterAll
  void stop() throws IOException {
    server.close();
  }

  static Stream<Arguments> broken() {
    return GOOD.keySet().stream()
        .sorted()
        .flatMap(path -> BREAKAGES.stream().map(breakage -> Arguments.of(path, breakage)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("broken")
  @DisplayName("P4, P6, P7, P19, P30, L53, U6: what cannot be read is refused in JSON")
  void unreadableBodyIsRefusedInJsonAndHarmsNothing(String path, Breakage breakage)
      throws IOException {
    byte[] body = breakage.body().apply(good(path));
    WireRequest request = WireRequest.of("POST", path);
    for (Header header : breakage.more()) {
      request = request.header(header.name(), header.value());
    }
    Answer answer = exchange(request.sized(body));

    // A readable body that is no such request is 422 where the contract says so.
    assertThat(answer.status())
        .as(answer.toString())
        .isIn(breakage.status(), path.equals(GEOLOOKUP) ? 422 : breakage.status());
    assertThat(answer.header("Content-Type")).contains("application/json");
    assertThat(answer.member("error")).as(answer.toString()).isPresent();
    assertThat(answer.member("detail")).as(answer.toString()).isPresent();
    assertThat(exchange(WireRequest.of("POST", path).sized(good(path))).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({CHECK_IN, GEOLOOKUP, NET_TESTS})
  @DisplayName("P1, P5, P6, L8, U12: requests as old clients write them are answered")
  void sloppyRequestIsAnswered(String path) throws IOException {
    byte[] good = good(path);
    byte[] unknownMember =
        new String(good, UTF_8)
            .replaceFirst("^\\{", "{\"unheard\":{\"of\":[1e400,null]},")
            .getBytes(UTF_8);
    List<WireRequest> sloppy =
        List.of(
            WireRequest.of("POST", path).sized(good),
            WireRequest.of("POST", path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .sized(good),
            WireRequest.of("POST", path).header("Content-Type", "text/plain;;").sized(good),
            WireRequest.of("POST", '/' + path).sized(good),
            WireRequest.of("POST", path + "?a=%zz&b").sized(good),
            WireRequest.of("POST", path).chunked(good, 3),
            WireRequest.of("POST", path).header("Content-Encoding", "gzip").sized(gzip(good)),
            WireRequest.of("POST", path).header("Content-Encoding", "identity").sized(good),
            WireRequest.of("POST", path).sized(concat(good, " \r\n\t")),
            WireRequest.of("POST", path).sized(unknownMember));
    for (WireRequest request : sloppy) {
      assertThat(exchange(request).status()).as("%s", request).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"probe_cc\":null,\"probe_asn\":5,\"on_wifi\":\"yes\",\"charging\":[]}",
        "{\"probe_cc\":\"ITALY\",\"probe_asn\":\"3269\",\"web_connectivity\":7}",
        "{\"web_connectivity\":{\"category_codes\":{\"NEWS\":true}}}",
        "{\"run_type\":{},\"software_name\":[],\"charging\":null}"
      })
  @DisplayName("P16, P19: members a check-in cannot use count as absent")
  void checkInWithUnusableMembersIsAnswered(String body) throws IOException {
    Answer answer = exchange(WireRequest.of("POST", CHECK_IN).sized(body.getBytes(UTF_8)));

    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    assertThat(answer.json().orElseThrow().at("/tests/web_connectivity/urls")).isNotEmpty();
  }

  @Test
  @DisplayName("P11: a check-in without any body is one without any member")
  void checkInWithoutABodyIsAnswered() throws IOException {
    assertThat(exchange(WireRequest.of("POST", CHECK_IN)).status()).isEqualTo(200);
    assertThat(exchange(WireRequest.of("POST", CHECK_IN).sized(new byte[0])).status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "?category_codes=NEWS&country_code=IT&limit=10 | 2",
        "?probe_cc=it&limit=-1 | 12",
        "?limit=1&unheard=of | 1",
        "?limit=&category_codes=news,HUMR | 4",
        "'' | 12"
      })
  @DisplayName("U17, P23: the session client of 3.9 asks for URLs in its own way")
  void urlListIsAnsweredAsOldClientsAsk(String query, int count) throws IOException {
    Answer answer = exchange(WireRequest.of("GET", "/api/v1/test-list/urls" + query.strip()));

    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    assertThat(answer.header("Cache-Control")).contains("max-age=1");
    assertThat(answer.json().orElseThrow().path("results"))
        .hasSize(count)
        .allMatch(url -> url.path("url").isString() && url.path("category_code").isString());
    assertThat(answer.json().orElseThrow().at("/metadata/count").asInt()).isEqualTo(count);
  }

  @Test
  @DisplayName("P23, U6: a limit that is no number is refused")
  void urlListRefusesALimitThatIsNoNumber() throws IOException {
    Answer answer = exchange(WireRequest.of("GET", "/api/v1/test-list/urls?limit=many"));

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.member("error")).contains("invalid-request-field limit");
  }

  private static byte[] good(String path) {
    return Objects.requireNonNull(GOOD.get(path)).getBytes(UTF_8);
  }

  private static byte[] concat(byte[] bytes, String more) {
    byte[] end = more.getBytes(UTF_8);
    byte[] all = Arrays.copyOf(bytes, bytes.length + end.length);
    System.arraycopy(end, 0, all, bytes.length, end.length);
    return all;
  }

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new AssertionError("writing to memory", e);
    }
    return out.toByteArray();
  }

  private Answer exchange(WireRequest request) throws IOException {
    List<Header> headers = new ArrayList<>(List.of(new Header("Host", open.authority())));
    headers.addAll(request.headers());
    return WireConnection.once(open, new WireRequest(request.startLine(), headers, request.body()));
  }
}
