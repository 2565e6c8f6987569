package org.holdfast.app.released;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/// Reads a journal's files as the first release does, after a roll-back. What it does not know is
/// an error here, where the release would set it aside or leave it alone.
final class FirstReleaseReader {
  private static final Pattern UID = Pattern.compile("\"u\":\"([^\"]+)\"");
  private static final Pattern KIND = Pattern.compile("\"k\":\"(opened|measurement|closed)\"");
  private static final Pattern ROUTE = Pattern.compile("\"p\":\"(oonib|report|submit)\"");
  private static final Pattern FORMAT = Pattern.compile("\"f\":\"(json|yaml)\"");
  private static final Pattern DIGEST = Pattern.compile("\"s\":\"([0-9a-f]{64})\"");
  private static final Pattern COLLECTOR = Pattern.compile("\"c\":\"[^\"]+\"");
  private static final Pattern DOCUMENT = Pattern.compile("\"d\":\"[0-9a-f]{64}\"");
  private static final Pattern REPORT = Pattern.compile("\"r\":\"[^\"]*\"");
  private static final Pattern CURSOR_LINE =
      Pattern.compile(
          "writer ([0-9]{20}-[0-9a-f]{8}) [0-9]{1,9} [0-9]{1,18} [0-9]{1,18} [0-9]{1,18}");

  private FirstReleaseReader() {}

  /// The SHA-256 of every body in the journal, by uid.
  static Map<String, String> records(Path journal) throws IOException {
    Map<String, String> found = new TreeMap<>();
    for (Path file : files(journal, ".segment")) {
      byte[] bytes = Files.readAllBytes(file);
      byte[] header = Arrays.copyOf(bytes, FirstReleaseSegment.HEADER);
      FirstReleaseSegment segment = FirstReleaseSegment.read(header);
      require(segment.fileName().equals(file.getFileName().toString()), "file name of " + file);
      readRecords(segment, bytes, found);
    }
    return found;
  }

  private static void readRecords(
      FirstReleaseSegment segment, byte[] bytes, Map<String, String> found) {
    int at = 2 * FirstReleaseSegment.HEADER;
    while (at < bytes.length) {
      byte[] header = Arrays.copyOfRange(bytes, at, at + FirstReleaseSegment.RECORD_HEADER);
      ByteBuffer in = ByteBuffer.wrap(header);
      require(in.getLong() == segment.mark() && FirstReleaseSegment.isChecked(header), "header");
      in.position(40);
      int type = in.getInt();
      int envelope = in.getInt();
      int body = in.getInt();
      int from = at + FirstReleaseSegment.RECORD_HEADER;
      CRC32C crc = new CRC32C();
      crc.update(bytes, from, envelope + body);
      require(in.getInt() == (int) crc.getValue(), "checksum of a record");
      switch (type) {
        case FirstReleaseSegment.OPENED,
            FirstReleaseSegment.MEASUREMENT,
            FirstReleaseSegment.CLOSED ->
            readEnvelope(new String(bytes, from, envelope, UTF_8), found);
        case FirstReleaseSegment.MARK, FirstReleaseSegment.FOOTER -> {}
        default -> throw new AssertionError("the first release does not know type " + type);
      }
      at = from + envelope + body;
    }
  }

  private static void readEnvelope(String envelope, Map<String, String> found) {
    for (Pattern required : List.of(KIND, ROUTE, FORMAT, COLLECTOR, DOCUMENT, REPORT)) {
      require(required.matcher(envelope).find(), required + " in " + envelope);
    }
    found.put(first(UID, envelope), first(DIGEST, envelope));
  }

  /// The writers that a cursor has come to, and so whether its file is one for the first release.
  static List<String> writersOf(Path cursor) throws IOException {
    String text = Files.readString(cursor);
    int end = text.lastIndexOf("crc32c ");
    CRC32C crc = new CRC32C();
    crc.update(text.substring(0, end).getBytes(UTF_8));
    require(
        text.substring(end).equals("crc32c %08x\n".formatted((int) crc.getValue())),
        "checksum of " + cursor);
    List<String> lines = text.substring(0, end).lines().toList();
    require(lines.getFirst().matches("holdfast cursor 1 [0-9]+"), "first line of " + cursor);
    List<String> writers = new ArrayList<>();
    for (String line : lines) {
      Matcher matcher = CURSOR_LINE.matcher(line);
      if (matcher.matches()) {
        writers.add(matcher.group(1));
      }
    }
    return writers;
  }

  private static String first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    require(matcher.find(), pattern + " in " + text);
    return matcher.group(1);
  }

  private static List<Path> files(Path directory, String ending) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new AssertionError("the first release does not understand: " + what);
    }
  }
}
