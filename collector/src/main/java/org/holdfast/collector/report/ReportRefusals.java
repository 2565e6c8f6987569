package org.holdfast.collector.report;

import org.holdfast.edge.Refusal;
import org.holdfast.model.json.UnreadableJsonException;

/// The refusals of `/report`, in oonib's words (legacy §1.6).
final class ReportRefusals {
  private ReportRefusals() {}

  /// The text of P37, which clients show, and where the body stops being readable.
  static Refusal unreadable(UnreadableJsonException e) {
    return Refusal.of(
        400, "invalid-request", "Incorrect format: " + e.getMessage(), "invalid-json");
  }

  static Refusal notAnObject() {
    return Refusal.of(
        400, "invalid-request", "Incorrect format: a JSON object is expected", "invalid-json");
  }

  static Refusal missingField(String name) {
    return Refusal.of(400, "missing-request-field " + name, name + " is required", "missing-field");
  }

  static Refusal invalidField(String name, String detail) {
    return Refusal.of(400, "invalid-request-field " + name, detail, "invalid-field");
  }

  static Refusal invalidFormat() {
    return Refusal.of(
        400, "invalid-format-field", "format is neither json nor yaml", "invalid-format");
  }

  /// What an append hears for an id in no form that was ever issued (U2).
  static Refusal unknownToAppend() {
    return Refusal.of(404, "Report not found", "This is no report id", "unknown-report");
  }

  /// What a close hears, in other words than an append (legacy §1.3, L38).
  static Refusal unknownToClose() {
    return Refusal.of(404, "report-not-found", "This is no report id", "unknown-report");
  }

  static Refusal unknownTestHelper() {
    return Refusal.of(
        404, "test-helper-not-found", "No test helper of this name is known", "unknown-helper");
  }
}
