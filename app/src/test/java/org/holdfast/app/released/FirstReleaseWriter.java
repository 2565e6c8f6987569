package org.holdfast.app.released;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Random;

/// A process that appends measurements to a journal as a server of the first release does: it takes
/// its lock, writes a segment of its own, syncs each record before it tells the uid, and says
/// behind it what is durable. Each line on standard input is the `input` of a measurement; each
/// line on standard output the uid of one. It ends with its input, and seals nothing.
final class FirstReleaseWriter {
  private static final DateTimeFormatter WRITER_TIME =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmssSSSSSS").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter UID_TIME =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss.SSSSSS").withZone(ZoneOffset.UTC);

  private final FirstReleaseSegment segment;
  private final FileChannel file;
  private long written;
  private Instant last = Instant.EPOCH;

  private FirstReleaseWriter(FirstReleaseSegment segment, FileChannel file) {
    this.segment = segment;
    this.file = file;
  }

  @SuppressWarnings("SystemOut") // the parent process reads it
  public static void main(String[] arguments) throws Exception {
    Path journal = Path.of(arguments[0]);
    Random random = new Random();
    Instant now = Instant.now();
    String writer = WRITER_TIME.format(now) + "-%08x".formatted(random.nextInt());
    FirstReleaseSegment segment = new FirstReleaseSegment(writer, 1, random.nextLong());
    try (FileLock _ = register(journal, writer);
        FileChannel file = open(journal.resolve(segment.fileName()));
        FileChannel directory = FileChannel.open(journal);
        BufferedReader inputs = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
      byte[] header = segment.header(now.getEpochSecond() * 1_000_000);
      put(file, header, header);
      directory.force(true);
      FirstReleaseWriter appending = new FirstReleaseWriter(segment, file);
      for (String input = inputs.readLine(); input != null; input = inputs.readLine()) {
        System.out.println(appending.append(input));
      }
    }
  }

  private static FileChannel open(Path path) throws IOException {
    return FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  /// While the directory is locked, so that nobody takes it for dead in between.
  private static FileLock register(Path journal, String writer) throws IOException {
    try (FileChannel directory = open(journal.resolve("directory.lock"));
        FileLock _ = directory.lock()) {
      return open(journal.resolve(writer + ".lock")).lock();
    }
  }

  private String append(String input) throws Exception {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    last = now.isAfter(last) ? now : last.plus(1, ChronoUnit.MICROS);
    byte[] document =
        ("{\"data_format_version\":\"0.2.0\",\"test_name\":\"signal\",\"test_version\":\"0.1.0\","
                + "\"probe_cc\":\"PT\",\"probe_asn\":\"AS3243\",\"software_name\":\"first\","
                + "\"software_version\":\"0.1.0\",\"test_start_time\":\"2026-01-02 03:04:05\","
                + "\"measurement_start_time\":\"2026-01-02 03:04:05\",\"test_keys\":{},"
                + "\"input\":\""
                + input
                + "\"}")
            .getBytes(UTF_8);
    String digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(document));
    String uid = UID_TIME.format(last) + "_PT_signal_" + digest.substring(0, 16);
    byte[] envelope =
        """
        {"v":1,"u":"%1$s","k":"measurement",\
        "r":"20260102T030405Z_signal_PT_3243_n1_0123456789abcdef","p":"submit","t":"https",\
        "e":"identity","f":"json","c":"1","b":"first","cc":"PT","as":3243,"tn":"signal",\
        "sn":"first","sv":"0.1.0","d":"%2$s","i":"%2$s","l":%3$d,"s":"%2$s"}"""
            .formatted(uid, digest, document.length)
            .getBytes(US_ASCII);
    put(
        file,
        segment.recordHeader(
            FirstReleaseSegment.MEASUREMENT, written, written, written, envelope, document),
        envelope,
        document);
    written++;
    byte[] nothing = new byte[0];
    put(
        file,
        segment.recordHeader(
            FirstReleaseSegment.MARK, written, written, written, nothing, nothing));
    return uid;
  }

  private static void put(FileChannel file, byte[]... parts) throws IOException {
    for (byte[] part : parts) {
      ByteBuffer bytes = ByteBuffer.wrap(part);
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
    }
    file.force(false);
  }
}
