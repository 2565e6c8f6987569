package org.holdfast.model.envelope;

/// Which protocol generation carried a record, and so how its body is to be read.
public enum Route {
  /// 2013 to 2020, entries as YAML text: the body is the JSON request
  /// `{"format":"yaml","content":"---\n...","report_id":...}` and the entry its `content` text.
  OONIB("oonib"),
  /// 2013 to now, JSON entries into a report: the body is the JSON request
  /// `{"format":"json","content":{...}}` and the document the value of `content`.
  REPORT("report"),
  /// 2026 on, single request: the body is the measurement document itself, exactly the decoded text
  /// of `content`; the credential fields around it are never stored (P49).
  SUBMIT("submit");

  private final String token;

  Route(String token) {
    this.token = token;
  }

  /// The stable word that stands in envelopes.
  public String token() {
    return token;
  }
}
