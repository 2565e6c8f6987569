package org.holdfast.app.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InputFileTest {
  @Test
  void entryOverTheBoundIsReadOverAndTheNextIsWhole() throws IOException {
    List<Entry> entries = read("{\"a\":\"" + "x".repeat(200) + "\"}\n{\"b\":1}\n", 100);

    assertThat(entries).extracting(Entry::tooLong).containsExactly(true, false);
    assertThat(text(entries.get(1))).isEqualTo("{\"b\":1}");
    assertThat(entries.get(1).line()).isEqualTo(2);
  }

  @Test
  void yamlEntryOverTheBoundIsReadOverAndTheNextIsWhole() throws IOException {
    String pad = "k: v\n".repeat(60);
    List<Entry> entries = read("---\nh: 1\n...\n---\n" + pad + "...\n---\ni: 2\n...\n", 100);

    assertThat(entries).extracting(Entry::tooLong).containsExactly(false, true, false);
    assertThat(text(entries.get(2))).isEqualTo("---\ni: 2\n...\n");
    assertThat(entries).extracting(Entry::number).containsExactly(0, 1, 2);
  }

  @Test
  void byteOrderMarkAndLeadingBlanksAreReadOver() throws IOException {
    assertThat(read("\ufeff \n\n{\"b\":1}", 100))
        .extracting(InputFileTest::text)
        .containsExactly("{\"b\":1}");
  }

  @Test
  void unindentedPrettyPrintingIsOneDocument() throws IOException {
    String document = "{\n\"a\":\n{\n\"b\":[\n{\n}\n]\n}\n}";
    assertThat(read(document + "\n" + document, 1000))
        .extracting(InputFileTest::text)
        .containsExactly(document, document);
  }

  @Test
  void emptyFileHoldsNothing() throws IOException {
    assertThat(read("", 100)).isEmpty();
    assertThat(read("\n \n", 100)).isEmpty();
    assertThat(read("# only\n---\n...\n", 100)).isEmpty();
  }

  @Test
  void reportOfMoreThanAMillionEntriesIsReadInBoundedMemory() throws IOException {
    int entries = 1_000_003;
    byte[] line =
        "{\"input\":\"192.0.2.1:80\",\"test_keys\":{}}\n".getBytes(StandardCharsets.UTF_8);
    int count = 0;
    try (InputFile file = InputFile.open(new Repeating(line, entries), 1 << 20)) {
      while (file.next().isPresent()) {
        count++;
      }
      assertThat(file.bytesRead()).isEqualTo((long) entries * line.length);
    }
    assertThat(count).isEqualTo(entries);
  }

  private static List<Entry> read(String text, int bytesMax) throws IOException {
    List<Entry> entries = new ArrayList<>();
    InputStream in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    try (InputFile file = InputFile.open(in, bytesMax)) {
      for (Optional<Entry> e = file.next(); e.isPresent(); e = file.next()) {
        entries.add(e.get());
      }
    }
    return entries;
  }

  private static String text(Entry entry) {
    return new String(entry.bytes(), StandardCharsets.UTF_8);
  }

  /// A long file that stands nowhere.
  private static final class Repeating extends InputStream {
    private final byte[] line;
    private long left;
    private int at;

    Repeating(byte[] line, int times) {
      this.line = line;
      this.left = (long) line.length * times;
    }

    @Override
    public int read() {
      if (left == 0) {
        return -1;
      }
      left--;
      int b = line[at] & 0xff;
      at = (at + 1) % line.length;
      return b;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
      int n = (int) Math.min(length, left);
      for (int i = 0; i < n; i++) {
        bytes[offset + i] = (byte) read();
      }
      return n == 0 && length > 0 ? -1 : n;
    }
  }
}
