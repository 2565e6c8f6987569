package org.holdfast.bouncer.fleet.health;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.holdfast.bouncer.directory.AddressType;
import org.holdfast.bouncer.directory.TypedAddress;
import org.holdfast.edge.socks.SocksHttp;

/// Asks nodes over HTTP, each question with a deadline for the whole answer. Certificates are
/// verified as probes do it. A fronted address is asked at its front with the `Host` of the
/// address, for which the JDK must be told `jdk.httpclient.allowRestrictedHeaders=host`. Onion
/// names are asked through a SOCKS proxy, Tor's.
public final class HttpAsking implements AutoCloseable {
  private static final int ANSWER_BYTES_MAX = 64 << 10;

  private final HttpClient http;
  private final Optional<SocksHttp> tor;

  /// What came back.
  public record Answered(int status, String body) {}

  public HttpAsking(HttpClient http) {
    this(http, Optional.empty());
  }

  /// @param tor how onion names are reached; without it they are not
  public HttpAsking(HttpClient http, Optional<SocksHttp> tor) {
    this.http = http;
    this.tor = tor;
  }

  /// With the JDK's certificates.
  public static HttpAsking standard() {
    return standard(Optional.empty());
  }

  /// Likewise, with a way to onion names.
  public static HttpAsking standard(Optional<SocksHttp> tor) {
    return new HttpAsking(
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build(),
        tor);
  }

  /// A question to a published address.
  static HttpRequest.Builder to(TypedAddress address, String path) {
    if (address.type() == AddressType.CLOUDFRONT) {
      String front = address.front().orElseThrow();
      return HttpRequest.newBuilder(URI.create("https://" + front + path))
          .header("Host", URI.create(address.address()).getAuthority());
    }
    // Onion names are written with a scheme of their own (legacy contract §2.7).
    return HttpRequest.newBuilder(
        URI.create(address.address().replaceFirst("^httpo:", "http:") + path));
  }

  /// @throws IOException if there is no answer within that time, or none that can be read
  Answered ask(HttpRequest request, Duration within) throws IOException, InterruptedException {
    if (request.uri().getHost().endsWith(".onion")) {
      return askOverTor(request, within);
    }
    CompletableFuture<HttpResponse<String>> answer =
        http.sendAsync(
            request,
            HttpResponse.BodyHandlers.limiting(
                HttpResponse.BodyHandlers.ofString(), ANSWER_BYTES_MAX));
    try {
      HttpResponse<String> response = answer.get(within.toMillis(), TimeUnit.MILLISECONDS);
      return new Answered(response.statusCode(), response.body());
    } catch (TimeoutException e) {
      throw new IOException("no answer within " + within.toMillis() + " ms", e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw new IOException(describe(cause == null ? e : cause), e);
    } finally {
      // Also when interrupted; closes the connection of a question that is under way.
      boolean unused = answer.cancel(true);
    }
  }

  private Answered askOverTor(HttpRequest request, Duration within) throws IOException {
    SocksHttp socks = tor.orElseThrow(() -> new IOException("no SOCKS proxy leads to onion names"));
    byte[] body = request.bodyPublisher().map(RequestBody::of).orElseGet(() -> new byte[0]);
    SocksHttp.Answer answer =
        socks.ask(
            new SocksHttp.Question(request.method(), request.uri(), request.headers().map(), body),
            within,
            ANSWER_BYTES_MAX);
    return new Answered(answer.status(), new String(answer.body(), UTF_8));
  }

  private static String describe(Throwable cause) {
    return Optional.ofNullable(cause.getMessage())
        .map(message -> cause.getClass().getSimpleName() + " " + message)
        .orElse(cause.getClass().getSimpleName());
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
