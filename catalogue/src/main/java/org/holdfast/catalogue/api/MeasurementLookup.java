package org.holdfast.catalogue.api;

import java.util.Optional;
import java.util.regex.Pattern;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.MeasurementRow;
import org.holdfast.edge.Refusal;
import org.holdfast.edge.Request;

/// Finds the one measurement a request names: by `measurement_uid`, or by `report_id` and `input`.
record MeasurementLookup(Catalogue catalogue) {
  private static final Pattern REPORT_ID = Pattern.compile("[A-Za-z0-9_]{15,100}");
  private static final int MIN_UID_LENGTH = 3;
  private static final int UNPROCESSABLE = 422;

  /// What was found, and whether by uid, which names the same measurement for ever.
  record Found(MeasurementRow row, boolean byUid) {}

  /// A uid wins over a report id. Of several measurements with the same report id and input the one
  /// received first is meant; without `input`, one that has none.
  ///
  /// @throws org.holdfast.edge.RefusedException 400 if neither is given, 422 if it cannot be one
  Optional<Found> find(Request request) {
    Parameters parameters = new Parameters(request);
    Optional<String> uid = parameters.text("measurement_uid");
    if (uid.isPresent()) {
      if (uid.get().length() < MIN_UID_LENGTH) {
        throw Parameters.refused(
            UNPROCESSABLE, "measurement_uid", "must be at least 3 characters long");
      }
      return byUid(uid.get()).map(row -> new Found(row, true));
    }
    Optional<String> reportId = parameters.text("report_id");
    if (reportId.isEmpty()) {
      throw Refusal.of(
              400,
              "missing-parameter measurement_uid",
              "either measurement_uid or report_id must be given",
              "missing-parameter")
          .asException();
    }
    if (!REPORT_ID.matcher(reportId.get()).matches()) {
      throw Parameters.refused(
          UNPROCESSABLE, "report_id", "must be 15 to 100 letters, digits or underscores");
    }
    String input = parameters.text("input").orElse("");
    return catalogue.findByReport(reportId.get(), Optional.of(input), 1).stream()
        .findFirst()
        .map(row -> new Found(row, false));
  }

  Optional<MeasurementRow> byUid(String uid) {
    return catalogue.find(uid);
  }
}
