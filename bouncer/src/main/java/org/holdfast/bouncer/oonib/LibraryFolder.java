package org.holdfast.bouncer.oonib;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.holdfast.bouncer.oonib.Library.Item;
import org.holdfast.edge.watch.BoundedFile;
import org.holdfast.edge.watch.UnusableFileException;
import org.holdfast.edge.watch.WatchedFiles.Found;
import org.holdfast.model.Sha256;
import org.holdfast.model.yaml.BoundedYaml;
import org.holdfast.model.yaml.UnreadableYamlException;
import tools.jackson.databind.JsonNode;

/// Reads a folder of oonib: `<id>` is an input or a deck, `<id>.desc` describes it. All of it is
/// held in memory, within bounds. A bad file is passed over and what it held before stays.
public final class LibraryFolder {
  /// The longest file that is handed out.
  static final int MAX_FILE_BYTES = 16 << 20;

  /// The longest all files may be together.
  static final long MAX_FOLDER_BYTES = 64L << 20;

  private static final String DESCRIPTOR = ".desc";

  /// What ids look like, and whether they must be the hash of their file.
  private enum Kind {
    INPUT("[0-9a-f]{64}"),
    DECK("[0-9a-z]{64}");

    private final Pattern id;

    Kind(String id) {
      this.id = Pattern.compile(id);
    }
  }

  private final Kind kind;
  private final Library previous;
  private final Map<String, JsonNode> descriptors = new TreeMap<>();
  private final Map<String, byte[]> contents = new HashMap<>();
  private final List<String> faults = new ArrayList<>();
  private long bytes;

  private LibraryFolder(Kind kind, Library previous) {
    this.kind = kind;
    this.previous = previous;
  }

  /// Reads a folder of inputs, for [org.holdfast.edge.watch.WatchedFiles].
  public static Found<Library> inputs(Path folder, Library previous)
      throws IOException, UnusableFileException {
    return new LibraryFolder(Kind.INPUT, previous).read(folder);
  }

  /// Likewise a folder of decks.
  public static Found<Library> decks(Path folder, Library previous)
      throws IOException, UnusableFileException {
    return new LibraryFolder(Kind.DECK, previous).read(folder);
  }

  private Found<Library> read(Path folder) throws IOException, UnusableFileException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        boolean isDescriptor = name.endsWith(DESCRIPTOR);
        String id = isDescriptor ? name.substring(0, name.length() - DESCRIPTOR.length()) : name;
        if (kind.id.matcher(id).matches()) {
          take(id, file, isDescriptor);
        }
      }
    }
    Map<String, Item> items = new HashMap<>();
    descriptors.forEach((id, descriptor) -> items.put(id, item(id)));
    contents.forEach((id, content) -> items.put(id, item(id)));
    return new Found<>(new Library(items), faults);
  }

  private Item item(String id) {
    return new Item(
        Optional.ofNullable(descriptors.get(id)), Optional.ofNullable(contents.get(id)));
  }

  private void take(String id, Path file, boolean isDescriptor)
      throws IOException, UnusableFileException {
    try {
      byte[] content =
          BoundedFile.read(file, isDescriptor ? BoundedYaml.MAX_BYTES : MAX_FILE_BYTES);
      if (isDescriptor) {
        descriptors.put(id, descriptor(content));
      } else {
        contents.put(id, checked(id, content));
      }
      bytes += content.length;
    } catch (UnusableFileException e) {
      faults.add(file.getFileName() + " " + e.getMessage());
      keepPrevious(id, isDescriptor);
    }
    if (bytes > MAX_FOLDER_BYTES) {
      throw new UnusableFileException("holds more than " + MAX_FOLDER_BYTES + " bytes");
    }
  }

  private void keepPrevious(String id, boolean isDescriptor) {
    if (isDescriptor) {
      previous.item(id).flatMap(Item::descriptor).ifPresent(last -> descriptors.put(id, last));
    } else {
      previous.item(id).flatMap(Item::content).ifPresent(last -> contents.put(id, last));
    }
  }

  private static JsonNode descriptor(byte[] yaml) throws UnusableFileException {
    try {
      JsonNode descriptor = BoundedYaml.read(yaml);
      if (!descriptor.isObject()) {
        throw new UnusableFileException("is no mapping");
      }
      return descriptor;
    } catch (UnreadableYamlException e) {
      throw new UnusableFileException("is not YAML: " + e.getMessage());
    }
  }

  /// Clients compare the hash of an input with its id, so that another would be no use (L47).
  private byte[] checked(String id, byte[] content) throws UnusableFileException {
    if (kind == Kind.INPUT && !Sha256.of(content).hex().equals(id)) {
      throw new UnusableFileException("is not what its name is the SHA-256 of");
    }
    return content;
  }
}
