package org.holdfast.edge.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class RoutingTest {
  @RegisterExtension final RunningServer server = new RunningServer(options -> options);

  @Test
  @DisplayName("L1, L2: an unknown path is 404 with an integer")
  void unknownPathIs404WithAnInteger() throws IOException {
    for (String request : new String[] {"GET /invalidpath", "POST /invalidpath", "GET /"}) {
      RawHttp.Answer answer = answerTo(request + " HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.text()).isEqualTo("{\"error\":404,\"detail\":\"Not Found\"}");
      assertThat(answer.header("content-type")).isEqualTo("application/json");
    }
  }

  @Test
  @DisplayName("L3, L4: a wrong method is 405 with an integer")
  void wrongMethodIs405WithAnInteger() throws IOException {
    for (String request :
        new String[] {"GET /report", "DELETE /report", "GET /report/x", "GET /report/x/close"}) {
      RawHttp.Answer answer = answerTo(request + " HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(answer.status()).isEqualTo(405);
      assertThat(answer.text()).isEqualTo("{\"error\":405,\"detail\":\"Method Not Allowed\"}");
      assertThat(answer.header("allow")).isEqualTo("POST");
    }
  }

  @Test
  void headIs405WithoutABody() throws IOException {
    RawHttp.Answer answer =
        answerTo("HEAD /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.body()).isEmpty();
  }

  @Test
  @DisplayName("L8, U12: leading slashes are collapsed, a trailing one is not tolerated")
  void leadingSlashesAreCollapsed() throws IOException {
    assertThat(answerTo(post("//report")).text()).contains("\"path\":\"/report\"");
    assertThat(answerTo(post("///report/x")).text()).contains("\"path\":\"/report/x\"");
    assertThat(answerTo(post("//report/x/close")).status()).isEqualTo(200);
    assertThat(answerTo(post("/report/")).status()).isEqualTo(404);
    assertThat(answerTo(post("/report/x/")).status()).isEqualTo(404);
    assertThat(answerTo(post("/report//x")).status()).isEqualTo(404);
  }

  @Test
  @DisplayName("1.0: the path is not decoded; a percent sign in an id makes it unknown")
  void percentSignInAnIdIsUnknown() throws IOException {
    for (String path : new String[] {"/report/%41", "/report/a%2fb", "/%72eport"}) {
      RawHttp.Answer answer = answerTo(post(path));
      assertThat(answer.status()).as(path).isEqualTo(404);
      assertThat(answer.text()).as(path).contains("\"error\":404");
    }
  }

  @Test
  void dotSegmentsAreOrdinarySegments() throws IOException {
    assertThat(answerTo(post("/report/../report")).status()).isEqualTo(404);
    assertThat(answerTo(post("/report/..")).text()).contains("\"path\":\"/report/..\"");
  }

  @Test
  void queryIsIgnoredForRouting() throws IOException {
    assertThat(answerTo(post("/report?a=%zz&b")).status()).isEqualTo(200);
    assertThat(answerTo(post("/report/x/close?y")).status()).isEqualTo(200);
  }

  @Test
  void absoluteFormAndForeignHostsAreServed() throws IOException {
    assertThat(answerTo(post("http://elsewhere.example/report")).status()).isEqualTo(200);
    assertThat(
            answerTo("POST /report HTTP/1.1\r\nhost: abcdefghijklmnop.onion:80\r\n\r\n").status())
        .isEqualTo(200);
  }

  private static String post(String path) {
    return "POST " + path + " HTTP/1.1\r\nHost: x\r\n\r\n";
  }

  private RawHttp.Answer answerTo(String request) throws IOException {
    try (RawHttp http = RawHttp.connect(server.port())) {
      return http.send(request).receive();
    }
  }
}
