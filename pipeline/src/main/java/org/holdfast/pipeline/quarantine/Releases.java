package org.holdfast.pipeline.quarantine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.holdfast.model.id.MeasurementUid;
import org.holdfast.pipeline.durable.DurableFiles;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// An operator's acts of taking up again what was set aside; see the package for the files. An act
/// is first asked for, durably, by whoever may write to the directory, and carried out by the
/// process that reads the journal.
public final class Releases {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String ENDING = ".json";

  private final Path asked;
  private final Path done;

  /// @param quarantine its directory
  public Releases(Path quarantine) {
    this.asked = quarantine.resolve("releases");
    this.done = asked.resolve("done");
  }

  /// An act that was asked for.
  ///
  /// @param uid of what was set aside
  /// @param at when it was asked for
  public record Act(MeasurementUid uid, Instant at, String why) {}

  /// Asks for a release. Asking again before it is carried out changes nothing.
  public void ask(MeasurementUid uid, Instant at, String why) throws IOException {
    DurableFiles.createDirectories(asked);
    Path file = asked.resolve(uid + ENDING);
    if (!Files.exists(file)) {
      DurableFiles.write(file, text(new Act(uid, at, why)).toString().getBytes(UTF_8));
      DurableFiles.syncParent(file);
    }
  }

  /// Acts that were asked for and not carried out, at most `limit`.
  public List<Act> asked(int limit) throws IOException {
    List<Act> acts = new ArrayList<>();
    if (!Files.isDirectory(asked)) {
      return acts;
    }
    try (Stream<Path> files = Files.list(asked)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (acts.size() < limit && file.toString().endsWith(ENDING)) {
          acts.add(read(file));
        }
      }
    }
    return acts;
  }

  private static Act read(Path file) throws IOException {
    try {
      JsonNode act = JSON.readTree(Files.readAllBytes(file));
      return new Act(
          new MeasurementUid(act.path("uid").stringValue("")),
          Instant.parse(act.path("time").stringValue("")),
          act.path("why").stringValue(""));
    } catch (JacksonException | IllegalArgumentException | DateTimeException e) {
      throw new IOException(file + " is no release", e);
    }
  }

  /// Notes that an act was carried out, once its record is on stable storage. A crash before leaves
  /// it asked for: it is carried out again, and the second record is merged with the first.
  ///
  /// @param as the uid of the new record
  public void carriedOut(Act act, MeasurementUid as, Instant at) throws IOException {
    DurableFiles.createDirectories(done);
    ObjectNode account = text(act);
    account.put("released_as", as.text()).put("carried_out", at.toString());
    Path file = done.resolve(act.uid() + "-" + at.toEpochMilli() + ENDING);
    DurableFiles.write(file, account.toString().getBytes(UTF_8));
    DurableFiles.syncParent(file);
    Files.deleteIfExists(asked.resolve(act.uid() + ENDING));
  }

  /// Takes an act back that cannot be carried out.
  public void drop(Act act) throws IOException {
    Files.deleteIfExists(asked.resolve(act.uid() + ENDING));
  }

  /// Whether it was released, or will be.
  public boolean knows(String uid) throws IOException {
    if (Files.exists(asked.resolve(uid + ENDING))) {
      return true;
    }
    if (!Files.isDirectory(done)) {
      return false;
    }
    try (Stream<Path> files = Files.list(done)) {
      return files.anyMatch(file -> String.valueOf(file.getFileName()).startsWith(uid + "-"));
    }
  }

  private static ObjectNode text(Act act) {
    return JSON.createObjectNode()
        .put("uid", act.uid().text())
        .put("time", act.at().toString())
        .put("why", act.why());
  }
}
