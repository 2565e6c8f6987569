package org.holdfast.pipeline.archive;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.holdfast.model.id.CollectorId;
import org.holdfast.model.id.MeasurementUid;
import org.jspecify.annotations.Nullable;

/// The common part of the keys of one archive object (pipeline contract §1.3), as in
/// `raw/20260821/09/PT/signal/2026082109_PT_signal.n1.0`.
///
/// @param text the whole stem
/// @param collector who made it
/// @param counter which of the objects of its hour, country, nettest and collector, from 0
record ObjectStem(String text, String collector, int counter) {
  static final String DOCUMENTS = ".jsonl.gz";
  static final String BODIES = ".tar.gz";
  static final String MANIFEST = ".manifest.json";

  /// Everything we publish stands below this.
  static final String ROOT = "raw/";

  private static final Pattern FORM =
      Pattern.compile(
          "(raw/[0-9]{8}/[0-9]{2}/[A-Z]{2}/[a-z0-9]+/[0-9]{10}_[A-Z]{2}_[a-z0-9]+"
              + "\\.n([0-9A-Za-z]+)\\.([0-9]{1,9}))(\\.jsonl\\.gz|\\.tar\\.gz|\\.manifest\\.json)");

  private static final Pattern FILE_NAME =
      Pattern.compile("([0-9]{8})([0-9]{2})_([A-Z]{2})_([a-z0-9]+)\\..*");

  /// What measurements of one object have in common.
  record Group(String hour, String countryCode, String testName) implements Comparable<Group> {
    static Group of(MeasurementUid uid) {
      return new Group(uid.hour(), uid.countryCode().text(), uid.testName());
    }

    /// The prefix of the keys of all objects of the group that `collector` made.
    String prefix(CollectorId collector) {
      return ROOT
          + hour.substring(0, 8)
          + '/'
          + hour.substring(8)
          + '/'
          + countryCode
          + '/'
          + testName
          + '/'
          + hour
          + '_'
          + countryCode
          + '_'
          + testName
          + ".n"
          + collector
          + '.';
    }

    ObjectStem stem(CollectorId collector, int counter) {
      return new ObjectStem(prefix(collector) + counter, collector.text(), counter);
    }

    @Override
    public int compareTo(Group other) {
      int byHour = hour.compareTo(other.hour);
      if (byHour != 0) {
        return byHour;
      }
      int byCountry = countryCode.compareTo(other.countryCode);
      return byCountry != 0 ? byCountry : testName.compareTo(other.testName);
    }
  }

  /// The stem of an object's key; null for keys of anything else.
  static @Nullable ObjectStem ofKey(String key) {
    Matcher matcher = FORM.matcher(key);
    return matcher.matches()
        ? new ObjectStem(matcher.group(1), matcher.group(2), Integer.parseInt(matcher.group(3)))
        : null;
  }

  /// The stem of what [#fileName] gave; null for names of anything else.
  static @Nullable ObjectStem ofFileName(String name) {
    Matcher matcher = FILE_NAME.matcher(name);
    return matcher.matches()
        ? ofKey(
            ROOT
                + String.join(
                    "/",
                    matcher.group(1),
                    matcher.group(2),
                    matcher.group(3),
                    matcher.group(4),
                    name))
        : null;
  }

  /// The hour of receipt of what is in it, `YYYYMMDDHH`.
  String hour() {
    return text.substring(ROOT.length(), ROOT.length() + 8)
        + text.substring(ROOT.length() + 9, ROOT.length() + 11);
  }

  String documents() {
    return text + DOCUMENTS;
  }

  String bodies() {
    return text + BODIES;
  }

  String manifest() {
    return text + MANIFEST;
  }

  /// The last part of the key of one of the three, for local files and manifests.
  String fileName(String ending) {
    return text.substring(text.lastIndexOf('/') + 1) + ending;
  }
}
