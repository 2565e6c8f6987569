package org.holdfast.testkit.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.holdfast.model.Sha256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishedArchiveTest {
  private static final String STEM = "2026082109_PT_signal.n1.0";

  @TempDir private Path root;

  @Test
  void everyLineAndBodyIsFoundThroughItsManifest() throws Exception {
    publish(STEM, "u1", "{\"a\":1}");

    PublishedArchive archive = PublishedArchive.read(root);

    assertThat(archive.faults()).isEmpty();
    assertThat(archive.documents()).containsEntry("u1", "{\"a\":1}");
    assertThat(archive.bodies().get("u1")).asString(StandardCharsets.UTF_8).isEqualTo("body of u1");
    assertThat(archive.aliases()).containsEntry("u2", "u1");
  }

  @Test
  void objectWithoutManifestIsNotPublished() throws Exception {
    publish(STEM, "u1", "{\"a\":1}");
    Files.delete(root.resolve("raw").resolve(STEM + ".manifest.json"));

    assertThat(PublishedArchive.read(root).documents()).isEmpty();
  }

  @Test
  void changedByteAndSecondPublicationAreFaults() throws Exception {
    publish(STEM, "u1", "{\"a\":1}");
    publish("2026082109_PT_signal.n1.1", "u1", "{\"a\":1}");
    Files.write(root.resolve("raw").resolve(STEM + ".jsonl.gz"), gzipped("{\"a\":2}\n"));

    assertThat(PublishedArchive.read(root).faults())
        .anyMatch(fault -> fault.contains("another SHA-256"))
        .anyMatch(fault -> fault.contains("u1 is published twice"));
  }

  @Test
  void archiveThatIsNotThereIsEmpty() throws Exception {
    assertThat(PublishedArchive.read(root.resolve("none")).documents()).isEmpty();
  }

  private void publish(String stem, String uid, String line) throws IOException {
    Path directory = Files.createDirectories(root.resolve("raw"));
    byte[] lines = gzipped(line + "\n");
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    member(tar, uid + ".post", "body of " + uid);
    member(tar, "u2.post", "body of u2");
    tar.write(new byte[1024]);
    byte[] bodies = gzipped(tar.toString(StandardCharsets.ISO_8859_1));
    Files.write(directory.resolve(stem + ".jsonl.gz"), lines);
    Files.write(directory.resolve(stem + ".tar.gz"), bodies);
    Files.writeString(
        directory.resolve(stem + ".manifest.json"),
        """
        {"version":1,"stem":"raw/%s","objects":[
          {"name":"%s.jsonl.gz","bytes":%d,"sha256":"%s","entries":1},
          {"name":"%s.tar.gz","bytes":%d,"sha256":"%s","entries":2}],
         "aliases":[{"uid":"u2","canonical":"%s"}],
         "measurements":[{"uid":"%s","line":0}]}
        """
            .formatted(
                stem,
                stem,
                lines.length,
                Sha256.of(lines),
                stem,
                bodies.length,
                Sha256.of(bodies),
                uid,
                uid));
  }

  private static void member(OutputStream tar, String name, String content) throws IOException {
    byte[] header = new byte[512];
    byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(nameBytes, 0, header, 0, nameBytes.length);
    byte[] size = "%011o".formatted(content.length()).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(size, 0, header, 124, size.length);
    header[156] = '0';
    tar.write(header);
    byte[] block = new byte[512];
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, block, 0, bytes.length);
    tar.write(block);
  }

  private static byte[] gzipped(String text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }
    return out.toByteArray();
  }
}
