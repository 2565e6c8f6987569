package org.holdfast.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.holdfast.model.id.MeasurementUid;
import org.holdfast.pipeline.testing.FaultyCatalogue;
import org.holdfast.pipeline.testing.Installation;
import org.holdfast.pipeline.testing.Records;
import org.holdfast.pipeline.work.DependencyDownException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two objects are published, one rots, and the catalogue is filled again from the archive.
@DisplayName("one rotten object costs itself and nothing else (I2, I10)")
final class DamagedArchiveTest {
  @TempDir Path directory;
  private Installation installation;
  private MeasurementUid rotten;
  private MeasurementUid sound;

  @BeforeEach
  void publishTwoObjects() throws Exception {
    installation = new Installation(directory);
    installation.objectBytes = 1; // one record per object
    Records records = installation.records;
    rotten = installation.append(records.submit(records.document(1, "x")));
    sound = installation.append(records.submit(records.document(2, "x")));
    try (Pipeline pipeline = installation.open()) {
      Installation.drain(pipeline);
    }
    installation.journal.retain();
    installation.catalogue = new FaultyCatalogue(installation.faults);
  }

  private Path objectPart(String ending) throws IOException {
    try (Stream<Path> files = Files.walk(installation.archive())) {
      return files
          .filter(file -> file.toString().endsWith(".n1.0" + ending))
          .findAny()
          .orElseThrow();
    }
  }

  private static void cut(Path file, double share) throws IOException {
    byte[] whole = Files.readAllBytes(file);
    Files.delete(file); // data objects cannot be written to
    Files.write(file, Arrays.copyOf(whole, (int) (whole.length * share)));
  }

  private void assertTheRestGoesOn() throws Exception {
    Records records = installation.records;
    MeasurementUid fresh = installation.append(records.submit(records.document(3, "x")));
    MeasurementUid repeat = installation.append(records.append(records.document(3, "x")));
    try (Pipeline pipeline = installation.open()) {
      Installation.drain(pipeline);
    }
    assertThat(installation.catalogue.rows()).containsOnlyKeys(sound.text(), fresh.text());
    assertThat(installation.catalogue.aliases()).containsOnlyKeys(repeat.text());
    assertThat(installation.catalogue.ledger().archived()).isEqualTo(2);
  }

  @Test
  void whenItsDocumentsAreCut() throws Exception {
    cut(objectPart(".jsonl.gz"), 0.5);
    assertTheRestGoesOn();
  }

  @Test
  void whenItsDocumentsDoNotInflate() throws Exception {
    Path documents = objectPart(".jsonl.gz");
    byte[] bytes = Files.readAllBytes(documents);
    Arrays.fill(bytes, 10, bytes.length, (byte) 0xff);
    Files.delete(documents);
    Files.write(documents, bytes);
    assertTheRestGoesOn();
  }

  @Test
  void whenItsDocumentsAreMissing() throws Exception {
    Files.delete(objectPart(".jsonl.gz"));
    assertTheRestGoesOn();
  }

  @Test
  void whenItsManifestIsCutAnywhere() throws Exception {
    Path manifest = objectPart(".manifest.json");
    byte[] whole = Files.readAllBytes(manifest);
    for (double share : List.of(0.0, 0.01, 0.3, 0.6, 0.9, 0.99)) {
      Files.delete(manifest);
      Files.write(manifest, Arrays.copyOf(whole, (int) (whole.length * share)));
      installation.catalogue = new FaultyCatalogue(installation.faults);
      try (Pipeline pipeline = installation.open()) {
        Installation.drain(pipeline);
      }
      assertThat(installation.catalogue.rows()).doesNotContainKey(rotten.text());
    }
    assertTheRestGoesOn();
  }

  @Test
  void whenAPlaceInItsManifestIsShort() throws Exception {
    Path manifest = objectPart(".manifest.json");
    String text = Files.readString(manifest);
    Files.delete(manifest);
    Files.writeString(manifest, text.replaceFirst("\"document\":\\[[^]]*]", "\"document\":[0,0]"));
    assertTheRestGoesOn();
  }

  @Test
  void butAStoreThatDoesNotAnswerIsWaitedFor() throws Exception {
    installation.faults.arm(0);
    try (Pipeline pipeline = installation.open()) {
      assertThatThrownBy(() -> Installation.drain(pipeline))
          .isInstanceOf(DependencyDownException.class);
      installation.faults.disarm();
      Installation.drain(pipeline);
    }
    assertThat(installation.catalogue.rows()).containsOnlyKeys(rotten.text(), sound.text());
  }
}
