package org.holdfast.pipeline.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.Catalogue.Content;
import org.holdfast.model.Sha256;
import org.holdfast.model.id.MeasurementUid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Accounts for the measurements of an archive or a catalogue, hour by hour, so that two that
/// should hold the same can be compared (D13). The digest of an hour is the SHA-256 over one line a
/// measurement, `<uid> <fingerprint>`, in the order of their uids.
///
/// Heap: one hour, at about 200 bytes a measurement.
public final class ArchiveAccounts {
  private static final Logger LOG = LoggerFactory.getLogger(ArchiveAccounts.class);
  private static final int PAGE = 5_000;

  private ArchiveAccounts() {}

  /// The keys of all manifests of an archive.
  public static SortedSet<String> manifests(ObjectStore store) throws IOException {
    SortedSet<String> keys = new TreeSet<>();
    store.list(
        ObjectStem.ROOT,
        key -> {
          if (ObjectStem.ofKey(key) != null && key.endsWith(ObjectStem.MANIFEST)) {
            keys.add(key);
          }
        });
    return keys;
  }

  /// The account of every hour of an archive, as far as these manifests tell, by hour. An object
  /// that is not there, or whose data has another size than its manifest says, does not count.
  public static SortedMap<String, HourAccount> of(ObjectStore store, SortedSet<String> manifests)
      throws IOException {
    Map<String, List<ObjectStem>> hours = new TreeMap<>();
    for (String key : manifests) {
      ObjectStem stem = ObjectStem.ofKey(key);
      if (stem != null) {
        hours.computeIfAbsent(stem.hour(), _ -> new ArrayList<>()).add(stem);
      }
    }
    SortedMap<String, HourAccount> accounts = new TreeMap<>();
    for (Map.Entry<String, List<ObjectStem>> hour : hours.entrySet()) {
      Lines lines = new Lines(hour.getKey());
      for (ObjectStem stem : hour.getValue()) {
        read(store, stem, lines);
      }
      accounts.put(hour.getKey(), lines.account());
    }
    return accounts;
  }

  private static void read(ObjectStore store, ObjectStem stem, Lines lines) throws IOException {
    try {
      Manifest head = ManifestHead.read(store, stem.manifest());
      String directory = stem.text().substring(0, stem.text().lastIndexOf('/') + 1);
      for (Manifest.DataObject object : head.objects()) {
        if (store.size(directory + object.name()).orElse(-1) != object.bytes()) {
          LOG.error("{} of {} is not as long as its manifest says", object.name(), stem.text());
          return;
        }
      }
      try (InputStream in = store.open(stem.manifest())) {
        ManifestJson.read(in, lines);
      }
    } catch (NoSuchFileException e) {
      LOG.error("{} is not there", stem.text());
    } catch (UnreadableManifestException e) {
      LOG.error("the manifest of {} is damaged", stem.text(), e);
    }
  }

  /// The account of these hours in a catalogue: what it knows to be archived.
  public static SortedMap<String, HourAccount> of(Catalogue catalogue, Collection<String> hours) {
    SortedMap<String, HourAccount> accounts = new TreeMap<>();
    for (String hour : hours) {
      Lines lines = new Lines(hour);
      // Uids go on with minutes after the hour, and ':' comes after the digits.
      String after = hour;
      List<Content> page = catalogue.archivedContents(after, hour + ':', PAGE);
      while (!page.isEmpty()) {
        page.forEach(content -> lines.add(content.uid(), content.fingerprint()));
        after = page.getLast().uid().text();
        page = catalogue.archivedContents(after, hour + ':', PAGE);
      }
      accounts.put(hour, lines.account());
    }
    return accounts;
  }

  /// The measurements of one hour.
  private static final class Lines implements ManifestJson.Visitor {
    private final String hour;
    private final TreeMap<MeasurementUid, Sha256> measurements = new TreeMap<>();

    Lines(String hour) {
      this.hour = hour;
    }

    void add(MeasurementUid uid, Sha256 fingerprint) {
      measurements.put(uid, fingerprint);
    }

    @Override
    public void head(Manifest manifest) {}

    @Override
    public boolean alias(ArchivedEntry.Alias alias) {
      return true;
    }

    @Override
    public boolean measurement(ArchivedEntry.Measurement measurement) {
      add(measurement.envelope().uid(), measurement.fingerprint());
      return true;
    }

    HourAccount account() {
      MessageDigest digest = Sha256.newDigest();
      measurements.forEach(
          (uid, fingerprint) ->
              digest.update(
                  (uid + " " + fingerprint.hex() + "\n").getBytes(StandardCharsets.UTF_8)));
      return new HourAccount(hour, measurements.size(), Sha256.fromBytes(digest.digest()));
    }
  }
}
