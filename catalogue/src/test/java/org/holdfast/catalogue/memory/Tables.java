package org.holdfast.catalogue.memory;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.holdfast.catalogue.CatalogueTransaction.ArchivedObject;
import org.holdfast.catalogue.CatalogueTransaction.ReportRow;
import org.holdfast.catalogue.MeasurementRow;
import org.holdfast.model.Sha256;
import org.holdfast.model.id.MeasurementUid;

/// What a catalogue holds.
final class Tables {
  /// Another sending of a measurement, with the bytes it came as.
  record Alias(MeasurementUid canonical, Sha256 identity) {}

  final Map<Sha256, MeasurementUid> fingerprints = new HashMap<>();
  final Map<String, MeasurementRow> rows = new TreeMap<>();
  final Map<String, Alias> aliases = new TreeMap<>();
  final Map<String, String> quarantined = new TreeMap<>();
  final Map<String, String> stages = new TreeMap<>();
  final Map<String, ReportRow> reports = new TreeMap<>();
  final Map<String, Instant> closings = new TreeMap<>();
  final Map<String, ArchivedObject> objects = new TreeMap<>();
  final Map<String, String> reservations = new TreeMap<>();
  final Map<String, Long> before = new TreeMap<>();
  final Map<String, Long> lanes = new TreeMap<>();
  long doubled;
  boolean needsRebuild = true;

  Tables copy() {
    Tables copy = new Tables();
    copy.fingerprints.putAll(fingerprints);
    copy.rows.putAll(rows);
    copy.aliases.putAll(aliases);
    copy.quarantined.putAll(quarantined);
    copy.stages.putAll(stages);
    copy.reports.putAll(reports);
    copy.closings.putAll(closings);
    copy.objects.putAll(objects);
    copy.reservations.putAll(reservations);
    copy.before.putAll(before);
    copy.lanes.putAll(lanes);
    copy.doubled = doubled;
    copy.needsRebuild = needsRebuild;
    return copy;
  }
}
