package org.holdfast.pipeline.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.holdfast.catalogue.Location;
import org.holdfast.model.Sha256;
import org.holdfast.model.envelope.JournalRecord;
import org.holdfast.pipeline.archive.ArchiveObjectWriter.Finished;
import org.holdfast.pipeline.testing.Records;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ArchiveObjectTest {
  private static final int MEBIBYTE = 1 << 20;

  private static final List<JournalRecord> sent = new ArrayList<>();

  @TempDir Path directory;

  /// A thousand measurements, from half a kilobyte to beyond a frame.
  @BeforeAll
  static void makeRecords() {
    sent.clear();
    Records records = new Records(Instant.parse("2026-08-21T09:00:00Z"));
    Random random = new Random(7);
    for (int i = 0; i < 1000; i++) {
      int length = i % 500 == 499 ? 400_000 : random.nextInt(4_000);
      String filler =
          random
              .ints(length, 'a', 'z' + 1)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
      sent.add(records.submit(records.document(i, filler)));
    }
  }

  private Finished write(Path into) throws IOException {
    Files.createDirectories(into);
    ObjectStem stem = new ObjectStem("raw/20260821/09/PT/signal/2026082109_PT_signal.n1.0", "1", 0);
    try (ArchiveObjectWriter writer = ArchiveObjectWriter.open(stem, into)) {
      for (JournalRecord record : sent) {
        writer.addMeasurement(
            record.envelope(), record.body(), record.body(), Sha256.of(record.body()), Set.of());
      }
      return writer.finish();
    }
  }

  @Test
  @DisplayName("any gzip reader sees one line per measurement, in order (D11)")
  void documentsAreOneGzipStream() throws IOException {
    Finished object = write(directory);

    try (InputStream in = new GZIPInputStream(Files.newInputStream(object.documentsFile()))) {
      List<String> lines = new String(in.readAllBytes(), UTF_8).lines().toList();
      assertThat(lines).hasSize(1000);
      for (int i = 0; i < 1000; i++) {
        assertThat(lines.get(i).getBytes(UTF_8)).isEqualTo(sent.get(i).body());
      }
    }
    assertThat(object.manifest().documentFrames()).hasSizeGreaterThan(10);
  }

  @Test
  @DisplayName("bodies are tar members as received, without owner, dated by receipt (D8)")
  void bodiesAreOneTar() throws IOException {
    Finished object = write(directory);

    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new GZIPInputStream(Files.newInputStream(object.bodiesFile())))) {
      for (JournalRecord record : sent) {
        TarArchiveEntry member = tar.getNextEntry();
        assertThat(member.getName()).isEqualTo(record.envelope().uid() + ".post");
        assertThat(member.getUserName()).isEmpty();
        assertThat(member.getGroupName()).isEmpty();
        assertThat(member.getLongUserId()).isZero();
        assertThat(member.getLastModifiedTime().toInstant())
            .isEqualTo(Instant.parse("2026-08-21T09:00:00Z"));
        assertThat(tar.readAllBytes()).isEqualTo(record.body());
      }
      assertThat(tar.getNextEntry()).isNull();
    }
  }

  @Test
  @DisplayName("one measurement is one range read of at most 1 MiB (D14)")
  void readsOneMeasurementFromOneFrame() throws IOException {
    Finished object = write(directory);
    ObjectStore store =
        DirectoryObjectStore.open(directory.resolve("tree"), directory.resolve("incoming"));
    store.put(object.stem().documents(), object.documentsFile());
    store.put(object.stem().bodies(), object.bodiesFile());
    FrameReader frames = new FrameReader(store);

    for (int i = 0; i < sent.size(); i++) {
      ArchivedEntry.Measurement measurement = object.measurements().get(i);
      Location.InArchive at = object.manifest().location(measurement);
      assertThat(at.line()).isEqualTo(i);
      assertThat(at.frameLength()).isLessThan(MEBIBYTE);
      assertThat(at.bodyFrameLength()).isLessThan(MEBIBYTE);
      assertThat(
              frames.read(
                  object.stem().documents(),
                  at.frameOffset(),
                  at.frameLength(),
                  at.documentOffset(),
                  at.documentLength()))
          .isEqualTo(sent.get(i).body());
      assertThat(
              frames.read(
                  object.stem().bodies(),
                  at.bodyFrameOffset(),
                  at.bodyFrameLength(),
                  at.bodyOffset(),
                  at.bodyLength()))
          .isEqualTo(sent.get(i).body());
    }
  }

  @Test
  @DisplayName("line n of the documents is entry n of the manifest")
  void manifestFollowsTheLines() throws IOException {
    Finished object = write(directory);
    List<ArchivedEntry.Measurement> read = new ArrayList<>();
    List<Manifest> heads = new ArrayList<>();
    try (InputStream in = Files.newInputStream(object.manifestFile())) {
      ManifestJson.read(
          in,
          new ManifestJson.Visitor() {
            @Override
            public void head(Manifest manifest) {
              heads.add(manifest);
            }

            @Override
            public boolean alias(ArchivedEntry.Alias alias) {
              throw new AssertionError("there is none");
            }

            @Override
            public boolean measurement(ArchivedEntry.Measurement measurement) {
              return read.add(measurement);
            }
          });
    }

    assertThat(heads).containsExactly(object.manifest());
    assertThat(read).isEqualTo(object.measurements());
    for (int i = 0; i < sent.size(); i++) {
      assertThat(read.get(i).envelope()).isEqualTo(sent.get(i).envelope());
    }
    for (Manifest.DataObject data : object.manifest().objects()) {
      byte[] bytes = Files.readAllBytes(directory.resolve(data.name()));
      assertThat(data.bytes()).isEqualTo(bytes.length);
      assertThat(data.sha256()).isEqualTo(Sha256.of(bytes));
      assertThat(data.entries()).isEqualTo(1000);
    }
  }

  @Test
  @DisplayName("the same records give the same bytes")
  void isDeterministic() throws IOException {
    Finished first = write(directory.resolve("a"));
    Finished second = write(directory.resolve("b"));

    assertThat(first.documentsFile()).hasSameBinaryContentAs(second.documentsFile());
    assertThat(first.bodiesFile()).hasSameBinaryContentAs(second.bodiesFile());
    assertThat(first.manifestFile()).hasSameBinaryContentAs(second.manifestFile());
  }

  @Test
  @DisplayName("tools outside Java read it (D11)")
  void systemToolsReadIt() throws Exception {
    Finished object = write(directory);

    assumeThat(run("sh", "-c", "command -v gzip && command -v tar").exit())
        .as("gzip and tar are installed")
        .isZero();
    Ran gzip =
        run(
            "sh",
            "-c",
            "gzip -t "
                + object.documentsFile()
                + " && gzip -dc "
                + object.documentsFile()
                + " | wc -l");
    assertThat(gzip.exit()).isZero();
    assertThat(gzip.output().strip()).isEqualTo("1000");
    Ran tar = run("sh", "-c", "tar -tzf " + object.bodiesFile() + " | wc -l");
    assertThat(tar.exit()).isZero();
    assertThat(tar.output().strip()).isEqualTo("1000");
  }

  @Test
  @DisplayName("Python's readers, which OONI's tools are built on, read it (D11)")
  void pythonReadsIt() throws Exception {
    Finished object = write(directory);

    assumeThat(run("sh", "-c", "command -v python3").exit()).as("python3 is installed").isZero();
    Ran python =
        run(
            "python3",
            "-c",
            """
            import gzip, json, sys, tarfile
            lines = [json.loads(line) for line in gzip.open(sys.argv[1])]
            members = tarfile.open(sys.argv[2], "r:gz").getmembers()
            manifest = json.load(open(sys.argv[3]))
            assert [m["uid"] + ".post" for m in manifest["measurements"]] == [
                m.name for m in members]
            print(len(lines), lines[7]["test_keys"]["number"])
            """,
            object.documentsFile().toString(),
            object.bodiesFile().toString(),
            object.manifestFile().toString());
    assertThat(python.output().strip()).isEqualTo("1000 7");
  }

  @Test
  void anEmptyFileIsStillGzip() throws IOException {
    Path file = directory.resolve("empty.gz");
    try (FramedGzipWriter writer = new FramedGzipWriter(file, 6)) {
      writer.finish();
    }
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      assertThat(in.readAllBytes()).isEmpty();
    }
  }

  private record Ran(int exit, String output) {}

  private static Ran run(String... command) throws IOException, InterruptedException {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      return new Ran(127, "");
    }
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Ran(process.waitFor(), output);
  }
}
