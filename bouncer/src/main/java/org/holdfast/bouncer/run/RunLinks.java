package org.holdfast.bouncer.run;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.holdfast.edge.watch.BoundedFile;
import org.holdfast.edge.watch.UnusableFileException;
import org.holdfast.edge.watch.WatchedFiles.Found;
import org.holdfast.model.json.BoundedJson;
import org.holdfast.model.json.UnreadableJsonException;
import tools.jackson.databind.JsonNode;

/// The links of a directory with one `ID.json` for each. A link without a member the apps need, of
/// whatever type, is passed over and what it was before stays.
///
/// @param byId as they are served
public record RunLinks(Map<String, JsonNode> byId) {
  /// No links.
  public static final RunLinks NONE = new RunLinks(Map.of());

  /// The most links a directory may hold.
  static final int MAX_LINKS = 2_000;

  private static final int MAX_LINK_BYTES = 256 << 10;
  private static final Pattern FILE = Pattern.compile("([0-9A-Za-z]{1,40})\\.json");
  private static final List<String> MEMBERS =
      List.of(
          "oonirun_link_id",
          "name",
          "short_description",
          "description",
          "author",
          "nettests",
          "name_intl",
          "short_description_intl",
          "description_intl",
          "icon",
          "color",
          "expiration_date",
          "date_created",
          "date_updated",
          "is_expired",
          "revision");

  public RunLinks {
    byId = Map.copyOf(byId);
  }

  Optional<JsonNode> link(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /// Reads the directory, for [org.holdfast.edge.watch.WatchedFiles].
  public static Found<RunLinks> read(Path directory, RunLinks previous)
      throws IOException, UnusableFileException {
    Map<String, JsonNode> links = new HashMap<>();
    List<String> faults = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        Matcher name = FILE.matcher(String.valueOf(file.getFileName()));
        if (name.matches()) {
          String id = name.group(1);
          try {
            links.put(id, parse(id, BoundedFile.read(file, MAX_LINK_BYTES)));
          } catch (UnusableFileException e) {
            faults.add(file.getFileName() + " " + e.getMessage());
            previous.link(id).ifPresent(last -> links.put(id, last));
          }
        }
        if (links.size() > MAX_LINKS) {
          throw new UnusableFileException("holds more than " + MAX_LINKS + " links");
        }
      }
    }
    return new Found<>(new RunLinks(links), faults);
  }

  static JsonNode parse(String id, byte[] json) throws UnusableFileException {
    JsonNode link;
    try {
      link = BoundedJson.readTree(json);
    } catch (UnreadableJsonException e) {
      throw new UnusableFileException("is not JSON: " + e.getMessage());
    }
    for (String member : MEMBERS) {
      if (!link.has(member)) {
        throw new UnusableFileException("has no " + member);
      }
    }
    boolean isLink =
        link.path("oonirun_link_id").asString("").equals(id)
            && link.path("nettests").isArray()
            && link.path("nettests").valueStream().allMatch(t -> t.path("test_name").isString())
            && link.path("is_expired").isBoolean()
            && link.path("revision").isString();
    if (!isLink) {
      throw new UnusableFileException(
          "needs its name as oonirun_link_id, nettests with test_name, is_expired, revision as"
              + " text");
    }
    return link;
  }
}
