package org.holdfast.collector.routes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.holdfast.collector.fixture.Answer;
import org.holdfast.collector.fixture.CollectorUnderTest;
import org.holdfast.collector.fixture.Documents;
import org.holdfast.model.document.MeasurementScanner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Real measurements from `../shared/data` beside the project; skipped where that is absent.
class RealDocumentsTest {
  @RegisterExtension final CollectorUnderTest collector = new CollectorUnderTest();

  private static Optional<Path> data(String folder) {
    return Stream.iterate(Path.of("").toAbsolutePath(), p -> p != null, Path::getParent)
        .map(p -> p.resolve("shared/data").resolve(folder))
        .filter(Files::isDirectory)
        .findFirst();
  }

  private static List<Path> files(String folder) throws IOException {
    Optional<Path> found = data(folder);
    assumeTrue(found.isPresent(), "no ../shared/data/" + folder + " beside the project");
    try (Stream<Path> files = Files.list(found.orElseThrow())) {
      return files.sorted().toList();
    }
  }

  @Test
  void everyRealDocumentIsOneMeasurementThroughBothDoors() throws Exception {
    int documents = 0;
    for (Path file : files("measurements")) {
      String document = Files.readString(file).strip();
      byte[] bytes = document.getBytes(UTF_8);
      if (!MeasurementScanner.scan(bytes, 0, bytes.length).isSelfDescribing()) {
        continue; // Counts only within its report.
      }
      documents++;
      String id = collector.reportId("signal", "PT", 64501);
      Answer submitted =
          collector.probe().post("/api/v1/submit_measurement", Documents.submit(document));
      Answer appended = collector.probe().post("/report/" + id, Documents.append(document));
      assertThat(submitted.status()).as(file.toString()).isEqualTo(200);
      assertThat(appended.text("measurement_uid"))
          .as(file.toString())
          .isEqualTo(submitted.text("measurement_uid"));
      assertThat(new String(collector.journal().measurements().getLast().body(), UTF_8))
          .isEqualTo(document);
    }
    assertThat(collector.journal().measurements()).hasSize(documents);
  }

  @Test
  void everyRealYamlHeaderOpensAReport() throws IOException {
    for (Path file : files("yaml")) {
      String text = Files.readString(file);
      String header = text.substring(text.indexOf("---"), text.indexOf("\n...") + 5);
      Answer answer =
          collector.probe().post("/report", "{\"content\":" + Documents.quoted(header) + "}");
      assertThat(answer.status()).as(file + answer.body()).isEqualTo(200);
    }
  }
}
