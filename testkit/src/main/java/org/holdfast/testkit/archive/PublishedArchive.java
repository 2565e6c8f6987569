package org.holdfast.testkit.archive;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.holdfast.model.Sha256;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// All that an archive directory has published, held in memory.
///
/// @param documents the published line of each measurement, by uid
/// @param bodies the body as received, by uid, of measurements and of their copies
/// @param aliases the uid of each copy, with the uid it was published as
/// @param marks the marks of each measurement, by uid, as its manifest has them
/// @param faults what does not fit: each a sentence naming the object
public record PublishedArchive(
    Map<String, String> documents,
    Map<String, byte[]> bodies,
    Map<String, String> aliases,
    Map<String, Set<String>> marks,
    List<String> faults) {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String MANIFEST = ".manifest.json";

  public PublishedArchive {
    faults = List.copyOf(faults);
  }

  /// Reads every object that has a manifest below `root`; a directory that does not exist is an
  /// empty archive.
  public static PublishedArchive read(Path root) throws IOException {
    PublishedArchive archive =
        new PublishedArchive(
            new LinkedHashMap<>(),
            new LinkedHashMap<>(),
            new LinkedHashMap<>(),
            new LinkedHashMap<>(),
            List.of());
    List<String> faults = new ArrayList<>();
    if (Files.isDirectory(root)) {
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file : (Iterable<Path>) files.sorted()::iterator) {
          if (file.toString().endsWith(MANIFEST)) {
            archive.add(file, faults);
          }
        }
      }
    }
    return new PublishedArchive(
        archive.documents, archive.bodies, archive.aliases, archive.marks, faults);
  }

  private void add(Path manifestFile, List<String> faults) throws IOException {
    String stem = manifestFile.toString();
    stem = stem.substring(0, stem.length() - MANIFEST.length());
    JsonNode manifest = JSON.readTree(Files.readAllBytes(manifestFile));
    if (manifest.path("objects").isEmpty() && manifest.path("measurements").isEmpty()) {
      return; // given up before it was published
    }
    for (JsonNode object : manifest.path("objects")) {
      Path file = manifestFile.resolveSibling(object.path("name").asString());
      byte[] bytes = Files.readAllBytes(file);
      if (bytes.length != object.path("bytes").asLong()) {
        faults.add(file + " has " + bytes.length + " bytes, its manifest says otherwise");
      }
      if (!Sha256.of(bytes).hex().equals(object.path("sha256").asString())) {
        faults.add(file + " has another SHA-256 than its manifest says");
      }
    }
    List<String> lines = lines(Path.of(stem + ".jsonl.gz"));
    Map<String, byte[]> members;
    try (var tar = Files.newInputStream(Path.of(stem + ".tar.gz"))) {
      members = TarMembers.read(tar);
    }
    for (JsonNode measurement : manifest.path("measurements")) {
      String uid = measurement.path("uid").asString();
      int line = measurement.path("line").asInt(-1);
      if (line < 0 || line >= lines.size()) {
        faults.add(stem + " has no line " + line + " for " + uid);
      } else if (documents.put(uid, lines.get(line)) != null) {
        faults.add(uid + " is published twice, again in " + stem);
      } else if (!isObject(lines.get(line))) {
        faults.add("line " + line + " of " + stem + " is no JSON object");
      }
      Set<String> ofIt = new TreeSet<>();
      measurement.path("marks").forEach(mark -> ofIt.add(mark.asString()));
      marks.put(uid, ofIt);
      takeBody(uid, members, stem, faults);
    }
    for (JsonNode alias : manifest.path("aliases")) {
      String uid = alias.path("uid").asString();
      if (aliases.put(uid, alias.path("canonical").asString()) != null) {
        faults.add("the copy " + uid + " is listed twice, again in " + stem);
      }
      takeBody(uid, members, stem, faults);
    }
    if (lines.size() != manifest.path("measurements").size()) {
      faults.add(stem + " has " + lines.size() + " lines, its manifest lists others");
    }
  }

  private void takeBody(String uid, Map<String, byte[]> members, String stem, List<String> faults) {
    byte[] body = members.get(uid + ".post");
    if (body == null) {
      faults.add(stem + ".tar.gz has no member for " + uid);
    } else {
      bodies.put(uid, body);
    }
  }

  private static List<String> lines(Path file) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file), 1 << 16),
                StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    }
  }

  private static boolean isObject(String line) {
    try {
      return JSON.readTree(line).isObject();
    } catch (JacksonException e) {
      return false;
    }
  }
}
