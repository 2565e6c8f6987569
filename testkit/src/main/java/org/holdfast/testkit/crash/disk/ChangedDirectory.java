package org.holdfast.testkit.crash.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/// The names in a directory that changed since its last sync. File systems keep journals of their
/// directories: of what was not synced, the first so many changes are there after a power loss.
final class ChangedDirectory {
  private final Path directory;
  private final Limbo limbo;
  private final Map<Path, Binding> durable = new LinkedHashMap<>();
  private final List<Map.Entry<Path, Binding>> changes = new ArrayList<>();

  ChangedDirectory(Path directory, Limbo limbo) {
    this.directory = directory;
    this.limbo = limbo;
  }

  void beforeChange(Path name) throws IOException {
    Path absolute = name.toAbsolutePath().normalize();
    if (!durable.containsKey(absolute)) {
      durable.put(absolute, limbo.bindingOf(absolute));
    }
  }

  void afterChange(Path name) throws IOException {
    Path absolute = name.toAbsolutePath().normalize();
    changes.add(Map.entry(absolute, limbo.bindingOf(absolute)));
  }

  /// @param chance empty takes all changes back
  void lose(Optional<Random> chance) throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    int kept = chance.map(random -> random.nextInt(changes.size() + 1)).orElse(0);
    Map<Path, Binding> left = new LinkedHashMap<>(durable);
    changes.stream().limit(kept).forEach(change -> left.put(change.getKey(), change.getValue()));
    for (Map.Entry<Path, Binding> entry : left.entrySet()) {
      entry.getValue().giveTo(entry.getKey());
    }
  }
}
