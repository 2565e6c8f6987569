package org.holdfast.collector.report;

import java.util.Optional;
import java.util.regex.Pattern;
import org.holdfast.edge.RefusedException;
import org.holdfast.edge.Request;
import org.holdfast.model.document.AppendRequest;
import org.holdfast.model.id.ReportId;

/// Where an append says which report it means.
enum ReportNaming {
  /// `POST /report/{id}`; a `report_id` beside `content` may repeat it but not differ (L28).
  IN_PATH {
    @Override
    String named(Request request, AppendRequest append) {
      String inPath = request.pathParameter("id");
      if (append.reportId().filter(inBody -> !inBody.equals(inPath)).isPresent()) {
        throw invalid("report_id differs from the path");
      }
      return inPath;
    }
  },

  /// `PUT /report`, as before 2016: `report_id` beside `content` (L32).
  IN_BODY {
    @Override
    String named(Request request, AppendRequest append) {
      return append.reportId().orElseThrow(() -> ReportRefusals.missingField(FIELD).asException());
    }
  };

  private static final String FIELD = "report_id";
  private static final Pattern CHARACTERS = Pattern.compile("[a-zA-Z0-9_-]+");

  abstract String named(Request request, AppendRequest append);

  /// @throws RefusedException 400 if the id is absent or contradictory, 404 if it is in no form
  ///   that was ever issued (U2)
  ReportId find(Request request, AppendRequest append) {
    Optional<String> inBody = append.reportId();
    if (append.mistyped().contains(FIELD)
        || inBody.filter(id -> !CHARACTERS.matcher(id).matches()).isPresent()) {
      throw invalid("report_id is not of its form");
    }
    return ReportId.parse(named(request, append))
        .orElseThrow(() -> ReportRefusals.unknownToAppend().asException());
  }

  private static RefusedException invalid(String detail) {
    return ReportRefusals.invalidField(FIELD, detail).asException();
  }
}
