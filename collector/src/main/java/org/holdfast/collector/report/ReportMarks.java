package org.holdfast.collector.report;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.holdfast.collector.Claims;
import org.holdfast.collector.MetadataRules;
import org.holdfast.model.Asn;
import org.holdfast.model.CountryCode;
import org.holdfast.model.document.MeasurementFields;
import org.holdfast.model.envelope.Mark;
import org.holdfast.model.id.ReportId;
import org.holdfast.model.id.ReportIdMint;
import org.holdfast.model.id.TestName;

/// What is doubtful about a measurement in the light of the report it is sent to (U2, U4). None of
/// it is a reason to refuse.
final class ReportMarks {
  private ReportMarks() {}

  /// The mark of an id that no collector of this fleet made.
  static Optional<Mark> attestation(ReportIdMint mint, ReportId id) {
    return mint.attests(id) ? Optional.empty() : Optional.of(Mark.UNATTESTED);
  }

  static Set<Mark> of(ReportIdMint mint, ReportId id, MeasurementFields fields) {
    Set<Mark> marks = EnumSet.noneOf(Mark.class);
    attestation(mint, id).ifPresent(marks::add);
    if (!MetadataRules.areKeptBy(fields)) {
      marks.add(Mark.BAD_METADATA);
    }
    if (!isConsistent(id, fields)) {
      marks.add(Mark.INCONSISTENT_WITH_REPORT);
    }
    return marks;
  }

  /// What the document does not say, or an id of an older form does not name, cannot disagree.
  private static boolean isConsistent(ReportId id, MeasurementFields fields) {
    Optional<CountryCode> countryCode = fields.probeCc().map(Claims::countryCode);
    Optional<Asn> asn = fields.probeAsn().map(Claims::asn);
    Optional<TestName> testName = fields.testName().map(TestName::fromClaim);
    return agree(fields.reportId(), Optional.of(id.text()))
        && agree(countryCode, id.countryCode())
        && agree(asn, id.asn())
        && agree(testName, id.testName());
  }

  private static <T> boolean agree(Optional<T> document, Optional<T> report) {
    return document.isEmpty() || report.isEmpty() || document.equals(report);
  }
}
