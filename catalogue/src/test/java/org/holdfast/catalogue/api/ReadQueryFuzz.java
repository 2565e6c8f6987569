package org.holdfast.catalogue.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/// Query strings as bytes from the network.
class ReadQueryFuzz {
  private static ReadApi api;

  @BeforeAll
  static void open() throws IOException {
    api = ReadApi.open(Files.createTempDirectory("query-fuzz"));
  }

  @AfterAll
  static void close() {
    api.close();
  }

  @FuzzTest
  void noQueryIsAServerError(FuzzedDataProvider data) {
    String path =
        data.pickValue(
            new String[] {
              "/api/v1/measurements", "/api/v1/measurement_meta", "/api/v1/raw_measurement"
            });
    String query = data.consumeRemainingAsString();
    assertThat(api.get(path + "?" + query).status()).isLessThan(500);
  }
}
