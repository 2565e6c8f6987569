package org.holdfast.pipeline.quarantine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.holdfast.journal.Position;
import org.holdfast.journal.durable.DurableDirectories;
import org.holdfast.model.envelope.Envelope;
import org.holdfast.model.envelope.EnvelopeCodec;
import org.holdfast.model.envelope.JournalRecord;
import org.holdfast.model.id.MeasurementUid;
import org.holdfast.pipeline.durable.DurableFiles;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The directory of what was set aside; see the package for its layout. What a method wrote is on
/// stable storage when it returns. Setting the same record aside again changes nothing: the first
/// decision stands. Used by one thread; reading is safe from any.
public final class Quarantine {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Pattern UNSAFE = Pattern.compile("[^0-9A-Za-z._-]");
  private static final int MAX_DETAIL = 500;

  private final Path directory;
  private final DurableDirectories directories = DurableFiles.directories();

  private Quarantine(Path directory) {
    this.directory = directory;
  }

  /// Opens the directory, creating it if need be.
  public static Quarantine open(Path directory) throws IOException {
    DurableFiles.createDirectories(directory);
    return new Quarantine(directory);
  }

  /// One to read from. What is not there is empty.
  public static Quarantine existing(Path directory) {
    return new Quarantine(directory);
  }

  /// The decision about a record, if it was set aside.
  ///
  /// @param uid or the journal position where none could be read
  public Optional<SetAside> find(String uid) throws IOException {
    List<SetAside> found = new ArrayList<>();
    forEach(
        one -> {
          if (one.uid().equals(uid)) {
            found.add(one);
          }
        });
    return found.stream().findFirst();
  }

  /// The decision about a record, if it was set aside; durable, so that its record may be let go.
  public Optional<SetAside> find(MeasurementUid uid) throws IOException {
    return durable(name(uid));
  }

  /// The record that was set aside, to be taken up again; empty where there were only bytes, or
  /// none.
  public Optional<JournalRecord> recordOf(SetAside setAside) throws IOException {
    Path bytes = directory.resolve(setAside.file());
    Path json = directory.resolve(stem(setAside) + ".json");
    JsonNode envelope = JSON.readTree(Files.readAllBytes(json)).path("envelope");
    if (!envelope.isObject()) {
      return Optional.empty();
    }
    byte[] encoded = envelope.toString().getBytes(StandardCharsets.UTF_8);
    return Optional.of(
        new JournalRecord(
            EnvelopeCodec.decode(encoded, 0, encoded.length), Files.readAllBytes(bytes)));
  }

  private static String stem(SetAside setAside) {
    return setAside.file().substring(0, setAside.file().length() - ".post".length());
  }

  /// Sets a record aside.
  ///
  /// @param measurements 1 for a measurement, 0 for other records
  public SetAside setAside(
      JournalRecord record,
      String stage,
      String reason,
      String detail,
      int measurements,
      Instant at)
      throws IOException {
    Envelope envelope = record.envelope();
    ObjectNode account = account(envelope.uid().text(), stage, reason, detail, measurements, at);
    account.set("envelope", JSON.readTree(EnvelopeCodec.encode(envelope)));
    return write(name(envelope.uid()), record.body(), account);
  }

  /// Keeps account of a measurement whose bytes are lost.
  ///
  /// @param measurements 1, or 0 if it is counted otherwise already
  public SetAside setAsideLost(
      MeasurementUid uid, String stage, String problem, int measurements, Instant at)
      throws IOException {
    return write(
        name(uid), new byte[0], account(uid.text(), stage, "lost", problem, measurements, at));
  }

  /// Sets aside bytes that stood in the journal and are no record.
  public SetAside setAsideDamaged(
      Position position, byte[] bytes, String problem, int measurements, Instant at)
      throws IOException {
    return write(
        name(position),
        bytes,
        account(position.text(), "journal", "damaged-record", problem, measurements, at));
  }

  /// Takes a decision back that turned out not to be needed.
  public void withdraw(SetAside setAside) throws IOException {
    String name = stem(setAside);
    Files.deleteIfExists(directory.resolve(name + ".json"));
    Files.deleteIfExists(directory.resolve(name + ".post"));
    DurableFiles.syncParent(directory.resolve(name));
  }

  /// Shows every decision, for rebuilding the catalogue.
  public void forEach(Consumer<SetAside> action) throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory, 2)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String name = directory.relativize(file).toString();
        if (name.endsWith(".json")) {
          read(name.substring(0, name.length() - ".json".length())).ifPresent(action);
        }
      }
    }
  }

  private static String name(MeasurementUid uid) {
    return uid.text().substring(0, 8) + '/' + uid;
  }

  private static String name(Position position) {
    return "damaged/" + UNSAFE.matcher(position.text()).replaceAll("_");
  }

  private static ObjectNode account(
      String uid, String stage, String reason, String detail, int measurements, Instant at) {
    ObjectNode account = JSON.createObjectNode();
    account.put("uid", uid);
    account.put("stage", stage);
    account.put("reason", reason);
    account.put("detail", detail.length() > MAX_DETAIL ? detail.substring(0, MAX_DETAIL) : detail);
    account.put("time", at.toString());
    account.put("measurements", measurements);
    return account;
  }

  private SetAside write(String name, byte[] bytes, ObjectNode account) throws IOException {
    Optional<SetAside> earlier = durable(name);
    if (earlier.isPresent()) {
      return earlier.get();
    }
    Path json = directory.resolve(name + ".json");
    Path parent = json.getParent();
    if (parent != null) {
      directories.create(parent);
    }
    DurableFiles.write(directory.resolve(name + ".post"), bytes);
    DurableFiles.write(json, account.toString().getBytes(StandardCharsets.UTF_8));
    DurableFiles.syncParent(json);
    return read(name).orElseThrow();
  }

  /// Whoever made it may have been killed before it synced the names.
  private Optional<SetAside> durable(String name) throws IOException {
    Optional<SetAside> found = read(name);
    if (found.isPresent()) {
      Path parent = directory.resolve(name).getParent();
      if (parent != null) {
        directories.create(parent);
        DurableFiles.syncDirectory(parent);
      }
    }
    return found;
  }

  private Optional<SetAside> read(String name) throws IOException {
    Path json = directory.resolve(name + ".json");
    // Asked once per record of the journal, nearly always in vain: a stat is cheaper than an
    // exception. A power cut may leave either of two new names without the other.
    if (!Files.exists(json) || !Files.exists(directory.resolve(name + ".post"))) {
      return Optional.empty();
    }
    JsonNode account = JSON.readTree(Files.readAllBytes(json));
    return Optional.of(
        new SetAside(
            account.path("uid").stringValue(""),
            account.path("stage").stringValue(""),
            account.path("reason").stringValue(""),
            account.path("detail").stringValue(""),
            Instant.parse(account.path("time").stringValue("")),
            account.path("measurements").intValue(0),
            name + ".post"));
  }
}
