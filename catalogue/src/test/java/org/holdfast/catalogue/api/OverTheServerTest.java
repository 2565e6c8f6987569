package org.holdfast.catalogue.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.catalogue.Measurements.measurement;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.holdfast.catalogue.MeasurementRow;
import org.holdfast.edge.server.EdgeServer;
import org.holdfast.edge.server.ListenerOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The read API as a reader on the network sees it.
class OverTheServerTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir private Path directory;
  private ReadApi api;
  private EdgeServer server;
  private HttpClient client;
  private String base;

  @BeforeEach
  void start() throws Exception {
    api = ReadApi.open(directory);
    server =
        EdgeServer.start(
            List.of(ListenerOptions.http("read", "127.0.0.1", 0)),
            api.routes,
            new SimpleMeterRegistry());
    base = "http://127.0.0.1:" + server.listeners().getFirst().port();
    client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
    api.close();
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("D39: following next_url through the socket reaches everything once")
  void nextUrlLeadsOn(HttpClient.Version version) throws Exception {
    api.add(
        IntStream.range(0, 23).mapToObj(i -> measurement(i).row()).toArray(MeasurementRow[]::new));
    List<String> urls = new ArrayList<>();
    Optional<String> next = Optional.of("/api/v1/measurements?limit=5&test_name=");
    while (next.isPresent()) {
      HttpRequest request = request(next.get()).version(version).build();
      JsonNode page = JSON.readTree(client.send(request, BodyHandlers.ofString()).body());
      page.get("results").forEach(r -> urls.add(r.get("measurement_url").stringValue()));
      next = Optional.ofNullable(page.get("metadata").get("next_url").stringValue(null));
    }
    assertThat(urls).hasSize(23).doesNotHaveDuplicates();
    HttpResponse<String> raw = get(urls.getFirst());
    assertThat(raw.statusCode()).isEqualTo(200);
    assertThat(raw.body()).isEqualTo("{\"of\":\"" + measurement(22).row().uid() + "\"}");
  }

  @Test
  void linksAreAbsolute() throws Exception {
    api.add(measurement(1).row());
    assertThat(get("/api/v1/measurements?limit=1").body())
        .contains("\"next_url\":\"" + base + "/api/v1/measurements?")
        .contains("\"measurement_url\":\"" + base + "/api/v1/raw_measurement?");
  }

  @Test
  void bytesComeAsTheyWereReceivedAndAreNotSentTwice() throws Exception {
    MeasurementRow row = measurement(1).row();
    api.add(row);
    String document = "{\"pad\":\"" + "é\\u00e9".repeat(5_000) + "\"}";
    api.bodies.published.put(row.uid().text(), document);
    String url = base + "/api/v1/measurement/" + row.uid();
    HttpResponse<byte[]> whole = client.send(request(url).build(), BodyHandlers.ofByteArray());
    assertThat(new String(whole.body(), StandardCharsets.UTF_8)).isEqualTo(document);
    String tag = whole.headers().firstValue("ETag").orElseThrow();
    HttpResponse<byte[]> again =
        client.send(request(url).header("If-None-Match", tag).build(), BodyHandlers.ofByteArray());
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
  }

  @Test
  void refusalsAreJson() throws Exception {
    HttpResponse<String> unknown = get(base + "/api/v1/measurement/unknown");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(JSON.readTree(unknown.body()).get("error").isString()).isTrue();
    HttpResponse<String> unusable = get(base + "/api/v1/measurements?limit=%00");
    assertThat(unusable.statusCode()).isEqualTo(400);
    assertThat(JSON.readTree(unusable.body()).get("error").stringValue())
        .isEqualTo("invalid-parameter limit");
  }

  private HttpResponse<String> get(String url) throws IOException, InterruptedException {
    return client.send(request(url).build(), BodyHandlers.ofString());
  }

  /// Relative links are resolved as a browser does.
  private HttpRequest.Builder request(String url) {
    return HttpRequest.newBuilder(URI.create(base).resolve(url));
  }
}
