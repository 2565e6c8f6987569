package org.holdfast.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.holdfast.catalogue.Location;
import org.holdfast.catalogue.memory.InMemoryCatalogue;
import org.holdfast.journal.Position;
import org.holdfast.journal.memory.InMemoryJournal;
import org.holdfast.journal.memory.InMemoryStorage;
import org.holdfast.model.envelope.JournalRecord;
import org.holdfast.model.id.CollectorId;
import org.holdfast.pipeline.archive.ArchiveOptions;
import org.holdfast.pipeline.archive.CatalogueFilling;
import org.holdfast.pipeline.archive.DirectoryObjectStore;
import org.holdfast.pipeline.archive.ObjectStore;
import org.holdfast.pipeline.testing.Installation;
import org.holdfast.pipeline.testing.InterruptedStore;
import org.holdfast.pipeline.testing.OverwritingStore;
import org.holdfast.pipeline.testing.Records;
import org.holdfast.pipeline.testing.TestClock;
import org.holdfast.pipeline.work.DependencyDownException;
import org.holdfast.testkit.archive.PublishedArchive;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Machines that all take the same records for theirs, with one catalogue and one archive between
/// them: what a worker does that was taken for dead, in its extreme.
@DisplayName("records that several workers have are published once (D1, D10)")
final class DisputedRecordsTest {
  private static final int MEASUREMENTS = 5;

  @TempDir private Path directory;
  private final TestClock clock = new TestClock(Installation.START.plusSeconds(60));
  private InMemoryCatalogue catalogue = new InMemoryCatalogue();
  private List<JournalRecord> sent = List.of();
  private Path place = Path.of("");

  /// Two groups, an object for each measurement, another sending of one, and poison.
  private void begin(String name) {
    place = directory.resolve(name);
    catalogue = new InMemoryCatalogue();
    Records records = new Records(Installation.START);
    List<JournalRecord> all = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      all.add(records.submit(records.document(i, "filler " + i)));
    }
    all.add(records.append(records.document(1, "filler 1")));
    all.add(records.submit("not a document"));
    for (int i = 3; i < MEASUREMENTS; i++) {
      all.add(records.of("dash", "IT").submit(records.document(i, "x")));
    }
    sent = all;
  }

  /// No exception, so that nobody takes it for a failure of the store and goes on.
  private static final class Death extends Error {
    private static final long serialVersionUID = 1;
  }

  private ObjectStore store(String worker) throws IOException {
    return DirectoryObjectStore.open(place.resolve("archive"), place.resolve("incoming-" + worker));
  }

  /// A worker with everything before it, as a new process begins.
  private Pipeline open(String worker, ObjectStore store) throws IOException {
    InMemoryJournal journal = new InMemoryJournal(new InMemoryStorage());
    for (JournalRecord record : sent) {
      Position unused = journal.append(record).join();
    }
    return Pipeline.open(
        journal,
        catalogue,
        store,
        place.resolve(worker),
        new PipelineOptions(
                new ArchiveOptions(new CollectorId(worker), Duration.ZERO, 1000, 1 << 28, 1),
                7,
                1 << 20,
                Duration.ofMillis(1))
            .sharing(Duration.ZERO),
        clock,
        new SimpleMeterRegistry());
  }

  private void workToTheEnd(String worker) {
    try (Pipeline pipeline = open(worker, store(worker))) {
      work(pipeline);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// It begins again where it finds itself overtaken, as often as there are objects.
  private static void work(Pipeline pipeline) throws InterruptedException {
    for (int i = 0; i < 8; i++) {
      Installation.drainPatiently(pipeline);
    }
  }

  private void assertPublishedOnce(String when) throws IOException {
    PublishedArchive archive = PublishedArchive.read(place.resolve("archive"));
    assertThat(archive.faults()).as(when).isEmpty();
    assertThat(archive.documents()).as(when).hasSize(MEASUREMENTS);
    assertThat(archive.aliases()).as(when).hasSize(1);
    assertThat(catalogue.ledger().archived()).as(when).isEqualTo(MEASUREMENTS);
    assertThat(catalogue.ledger().quarantined()).as(when).isEqualTo(1);
    for (String uid : archive.documents().keySet()) {
      assertThat(catalogue.find(uid).orElseThrow().location())
          .as(when)
          .isInstanceOfSatisfying(
              Location.InArchive.class,
              at ->
                  assertThat(place.resolve("archive").resolve(at.stem() + ".jsonl.gz"))
                      .as(when)
                      .exists());
    }
    // Who reads the archive without its manifests finds nothing twice either: an object for each,
    // and one for the other sending.
    try (Stream<Path> files = Files.walk(place.resolve("archive"))) {
      assertThat(files.filter(file -> file.toString().endsWith(".jsonl.gz")))
          .as(when)
          .hasSize(MEASUREMENTS + 1);
    }
  }

  @Test
  @DisplayName("one stands still before each operation while another does everything")
  void oneGoesOnAfterItWasTakenForDead() throws Exception {
    int operations = Integer.MAX_VALUE;
    // The first time nobody comes between.
    for (int at = -1; at < operations; at++) {
      begin("late" + at);
      InterruptedStore slow = new InterruptedStore(store("1"), at, () -> workToTheEnd("2"));
      try (Pipeline pipeline = open("1", slow)) {
        work(pipeline);
      }
      operations = at < 0 ? slow.operations() : operations;
      assertPublishedOnce("late at " + at);
    }
    assertThat(operations).isGreaterThan(20);
  }

  @Test
  @DisplayName("one whose put takes the place of what another has put, on a store that lets it")
  void latePutOverwritesNothingForLong() throws Exception {
    int puts = Integer.MAX_VALUE;
    for (int at = -1; at < puts; at++) {
      begin("overwriting" + at);
      OverwritingStore slow = new OverwritingStore(store("1"), at, () -> workToTheEnd("2"));
      try (Pipeline pipeline = open("1", slow)) {
        work(pipeline);
      }
      puts = at < 0 ? slow.puts() : puts;
      assertPublishedOnce("overwriting at " + at);
    }
    assertThat(puts).isGreaterThan(10);
  }

  @Test
  @DisplayName("a manifest that comes after its worker's death leads the catalogue nowhere")
  void lateManifestOfTheDeadIsNotFollowed() throws Exception {
    begin("ghost");
    // The third put, which is the first manifest.
    OverwritingStore losing =
        new OverwritingStore(
            store("1"),
            2,
            () -> {
              throw new Death();
            });
    try (Pipeline pipeline = open("1", losing)) {
      Installation.drain(pipeline);
    } catch (Death e) {
      // As planned.
    }
    byte[] onItsWay = Files.readAllBytes(only(place.resolve("1"), ".manifest.json"));
    workToTheEnd("2");
    Path late = smallest(place.resolve("archive"), ".manifest.json");
    Path unused = Files.write(late, onItsWay);

    workToTheEnd("1");
    new CatalogueFilling(store("3"), catalogue, clock, true).run();

    Files.delete(late);
    assertPublishedOnce("but for the late manifest");
  }

  @Test
  @DisplayName("one dies before each operation; another takes over; the dead one comes back")
  void oneComesBackAfterAnotherTookOver() throws Exception {
    for (int at = 0; at < 30; at++) {
      begin("dead" + at);
      InterruptedStore failing =
          new InterruptedStore(
              store("1"),
              at,
              () -> {
                throw new Death();
              });
      try (Pipeline pipeline = open("1", failing)) {
        Installation.drain(pipeline);
      } catch (Death e) {
        // As planned.
      }
      workToTheEnd("2");
      workToTheEnd("1");
      assertPublishedOnce("dead at " + at);
    }
  }

  @Test
  @DisplayName("three at once, on threads, each dying and coming back at random")
  void manyWorkAtOnce() throws Exception {
    for (int seed = 0; seed < 12; seed++) {
      begin("crowd" + seed);
      List<Thread> workers = new ArrayList<>();
      List<Throwable> failures = new ArrayList<>();
      for (int worker = 1; worker <= 3; worker++) {
        Random random = new Random(100L * seed + worker);
        String name = Integer.toString(worker);
        workers.add(
            Thread.ofPlatform()
                .uncaughtExceptionHandler(
                    (_, failure) -> {
                      synchronized (failures) {
                        failures.add(failure);
                      }
                    })
                .start(() -> dieAndComeBack(name, random)));
      }
      for (Thread worker : workers) {
        worker.join();
      }
      assertThat(failures).isEmpty();
      workToTheEnd("1");
      workToTheEnd("2");
      workToTheEnd("3");
      assertPublishedOnce("crowd of seed " + seed);
    }
  }

  private static Path only(Path directory, String ending) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(ending)).findFirst().orElseThrow();
    }
  }

  /// The one that gives an object up.
  private static Path smallest(Path directory, String ending) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(file -> file.toString().endsWith(ending))
          .min(Comparator.comparingLong(file -> file.toFile().length()))
          .orElseThrow();
    }
  }

  private void dieAndComeBack(String worker, Random random) {
    for (int life = 0; life < 6; life++) {
      try {
        InterruptedStore mortal =
            new InterruptedStore(
                store(worker),
                random.nextInt(25),
                () -> {
                  throw new Death();
                });
        try (Pipeline pipeline = open(worker, mortal)) {
          Installation.drain(pipeline);
        }
      } catch (DependencyDownException | Death e) {
        continue;
      } catch (IOException | InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
