package org.holdfast.bouncer.fleet.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.holdfast.bouncer.fleet.Heartbeat;
import org.holdfast.bouncer.fleet.HeartbeatFormat;
import org.holdfast.bouncer.fleet.KnownNode;
import org.holdfast.bouncer.fleet.NodeName;
import org.holdfast.bouncer.fleet.NodePublicKey;
import org.holdfast.bouncer.fleet.UnusableHeartbeatException;
import org.holdfast.bouncer.fleet.Wanted;
import org.holdfast.model.json.BoundedJson;
import org.holdfast.model.json.UnreadableJsonException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Keeps in a file what a bouncer told last, for a start without the database. It may be lost, and
/// is written anew whenever something changes; nothing in it is secret.
///
/// ```
/// {"v":1,"nodes":[{"wanted":"serving","public_key":"...","heartbeat":{...}}],
///  "pins":{"ndt":"c1"},"told":["c1 collector https https://c1.example.org"]}
/// ```
final class LastGoodFile {
  private static final Logger LOG = LoggerFactory.getLogger(LastGoodFile.class);
  private static final int BYTES_MAX = 32 << 20;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Optional<Path> file;
  private Optional<Remembered> written = Optional.empty();
  private String fault = "";

  /// @param file empty to keep nothing
  LastGoodFile(Optional<Path> file) {
    this.file = file;
  }

  /// Empty if there is none, or none that can be read.
  Optional<Remembered> read() {
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try {
      byte[] bytes =
          Files.size(file.get()) > BYTES_MAX ? new byte[0] : Files.readAllBytes(file.get());
      written = Optional.of(remembered(BoundedJson.readTree(bytes, BYTES_MAX)));
    } catch (NoSuchFileException e) {
      LOG.debug("Nothing is remembered of the fleet");
    } catch (IOException | UnreadableJsonException | UnusableHeartbeatException e) {
      LOG.warn("What was told last cannot be read, and is written anew: {}", e.toString());
    }
    return written;
  }

  /// Writes it if it is something else than what stands there. Without fault: answers do not depend
  /// on it.
  void keep(Remembered now) {
    if (file.isEmpty() || written.equals(Optional.of(now))) {
      return;
    }
    try {
      write(file.get(), json(now));
      written = Optional.of(now);
      fault = "";
    } catch (IOException e) {
      if (!fault.equals(e.toString())) {
        fault = e.toString();
        LOG.warn("What was told last cannot be kept for a start without the database: {}", fault);
      }
    }
  }

  /// As a whole or not at all; after a power loss it may be the one before.
  private static void write(Path file, String text) throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + ".new");
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(unfinished, text);
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static String json(Remembered now) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("v", 1);
    var nodes = json.putArray("nodes");
    for (KnownNode node : now.nodes()) {
      ObjectNode entry = nodes.addObject().put("wanted", node.wanted().word());
      entry.put("public_key", node.publicKey().orElseThrow().base64());
      entry.set("heartbeat", tree(HeartbeatFormat.write(node.last().orElseThrow())));
    }
    ObjectNode pins = json.putObject("pins");
    now.pins().forEach((netTest, node) -> pins.put(netTest, node.text()));
    new TreeSet<>(now.told()).forEach(json.putArray("told")::add);
    return json.toString();
  }

  private static JsonNode tree(byte[] heartbeat) {
    try {
      return JSON.readTree(heartbeat);
    } catch (JacksonException e) {
      throw new IllegalStateException("what was just written is JSON", e);
    }
  }

  private static Remembered remembered(JsonNode json) throws UnusableHeartbeatException {
    List<KnownNode> nodes = new ArrayList<>();
    for (JsonNode entry : json.path("nodes")) {
      Heartbeat last = HeartbeatFormat.read(entry.path("heartbeat").toString().getBytes(UTF_8));
      nodes.add(
          new KnownNode(
              last.node(),
              Optional.empty(),
              NodePublicKey.parse(entry.path("public_key").stringValue("")),
              Wanted.parse(entry.path("wanted").stringValue("")).orElse(Wanted.DRAINED),
              Instant.EPOCH,
              Optional.of(last),
              Optional.empty()));
    }
    Map<String, NodeName> pins = new TreeMap<>();
    json.path("pins")
        .properties()
        .forEach(
            pin ->
                NodeName.parse(pin.getValue().stringValue(""))
                    .ifPresent(node -> pins.put(pin.getKey(), node)));
    Set<String> told = new TreeSet<>();
    json.path("told").forEach(one -> told.add(one.stringValue("")));
    return new Remembered(nodes, pins, told);
  }
}
