package org.holdfast.pipeline.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Copies what is published in one archive to another, in the order in which it was published
/// there: data objects, then the manifest. Whoever reads the other archive sees whole objects only,
/// and a copy that was cut off goes on where it was. The archive that is copied may be written
/// meanwhile; what is published after [#run] has looked is for the next run.
public final class ArchiveCopy {
  private static final Logger LOG = LoggerFactory.getLogger(ArchiveCopy.class);

  private final ObjectStore from;
  private final ObjectStore to;
  private final Path work;

  /// @param work an empty directory for one object at a time
  public ArchiveCopy(ObjectStore from, ObjectStore to, Path work) {
    this.from = from;
    this.to = to;
    this.work = work;
  }

  /// What a run did.
  ///
  /// @param copied archive objects that were not there before
  /// @param present those that were
  /// @param damaged those that are not what their manifest says, or whose name is taken there by
  ///   another object; left out
  public record Outcome(int copied, int present, List<String> damaged) {
    public Outcome {
      damaged = List.copyOf(damaged);
    }
  }

  /// Copies what the other archive lacks. Keeps the keys of all manifests in memory.
  ///
  /// @throws IOException if one of the archives does not answer
  public Outcome run() throws IOException {
    TreeSet<String> notes = new TreeSet<>();
    TreeSet<String> stems = new TreeSet<>();
    from.list(ReportArchive.ROOT, notes::add);
    from.list(
        ObjectStem.ROOT,
        key -> {
          ObjectStem stem = ObjectStem.ofKey(key);
          if (stem != null && key.endsWith(ObjectStem.MANIFEST)) {
            stems.add(stem.text());
          }
        });
    // As a rebuild wants them: headers of reports before their entries.
    for (String key : notes) {
      if (!to.exists(key)) {
        copy(key, Optional.empty());
      }
    }
    int copied = 0;
    List<String> damaged = new ArrayList<>();
    for (String stem : stems) {
      boolean there = to.exists(stem + ObjectStem.MANIFEST);
      if (there && isSame(stem)) {
        continue;
      }
      if (there) {
        LOG.error("{} is there already and is another object", stem);
        damaged.add(stem);
      } else if (copyObject(stem)) {
        copied++;
      } else {
        damaged.add(stem);
      }
    }
    return new Outcome(copied, stems.size() - copied - damaged.size(), damaged);
  }

  /// Whether both manifests are of the same objects.
  private boolean isSame(String stem) throws IOException {
    String key = stem + ObjectStem.MANIFEST;
    try {
      return ManifestHead.read(from, key).equals(ManifestHead.read(to, key));
    } catch (UnreadableManifestException e) {
      LOG.error("a manifest of {} is damaged", stem, e);
      return false;
    }
  }

  private boolean copyObject(String stem) throws IOException {
    Manifest manifest;
    try {
      manifest = ManifestHead.read(from, stem + ObjectStem.MANIFEST);
    } catch (UnreadableManifestException e) {
      LOG.error("the manifest of {} is damaged; it is left where it is", stem, e);
      return false;
    }
    String directory = stem.substring(0, stem.lastIndexOf('/') + 1);
    for (Manifest.DataObject object : manifest.objects()) {
      if (!copy(directory + object.name(), Optional.of(object))) {
        return false;
      }
    }
    return copy(stem + ObjectStem.MANIFEST, Optional.empty());
  }

  /// @param told what it must be
  /// @return false if it is something else
  private boolean copy(String key, Optional<Manifest.DataObject> told) throws IOException {
    Path file = work.resolve("copying");
    try (InputStream in = from.open(key)) {
      long unused = Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
    }
    try {
      if (told.isPresent() && !FileDigest.sha256(file).equals(told.get().sha256())) {
        LOG.error("{} is not what its manifest says; it is left where it is", key);
        return false;
      }
      to.put(key, file);
      return true;
    } finally {
      Files.delete(file);
    }
  }
}
