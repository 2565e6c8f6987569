package org.holdfast.model.id;

import java.util.Optional;
import java.util.regex.Pattern;
import org.holdfast.model.Asn;
import org.holdfast.model.CountryCode;

/// A report id in one of the four forms that were ever issued (rulings U1, U2).
///
/// | form | layout |
/// |---|---|
/// | `ISSUED` | `TIME_testname_CC_ASN_n<collector>_<16 of [0-9A-Za-z]>`, what we and OONI since 2020 make |
/// | `OONIB` | `TIME_AS<n>_<50 of [0-9A-Za-z]>`, 2017 to 2020 |
/// | `SYNTHETIC` | `TIME_<50 letters>`, derived by OONI's pipeline for old YAML |
/// | `LETTERS` | 64 of `[0-9A-Za-z]`, before 2017 |
///
/// `TIME` is `YYYYMMDDTHHMMSSZ`. Clients treat all of them as opaque.
public record ReportId(String text, Form form) {
  /// Which generation of backend made the id.
  public enum Form {
    ISSUED(
        "[0-9]{8}T[0-9]{6}Z_[a-z0-9]{2,29}_[A-Z]{2}_[0-9]{1,10}_n[0-9A-Za-z]{1,16}_[0-9A-Za-z]{16}"),
    OONIB("[0-9]{8}T[0-9]{6}Z_AS[0-9]{1,10}_[0-9A-Za-z]{50}"),
    SYNTHETIC("[0-9]{8}T[0-9]{6}Z_[A-Za-z]{50}"),
    LETTERS("[0-9A-Za-z]{64}");

    private final Pattern pattern;

    Form(String regex) {
      this.pattern = Pattern.compile(regex);
    }
  }

  public ReportId {
    if (!form.pattern.matcher(text).matches()) {
      throw new IllegalArgumentException("not a report id of form " + form);
    }
  }

  /// Recognises an id; anything in none of the four forms is empty (and answered with 404, U2).
  public static Optional<ReportId> parse(String text) {
    for (Form form : Form.values()) {
      if (form.pattern.matcher(text).matches()) {
        return Optional.of(new ReportId(text, form));
      }
    }
    return Optional.empty();
  }

  /// The nettest named in an `ISSUED` id, without underscores.
  public Optional<TestName> testName() {
    return part(1).map(TestName::new);
  }

  /// The country named in an `ISSUED` id.
  public Optional<CountryCode> countryCode() {
    return part(2).flatMap(CountryCode::parse);
  }

  /// The network named in an `ISSUED` or `OONIB` id.
  public Optional<Asn> asn() {
    return switch (form) {
      case ISSUED -> part(3).flatMap(Asn::parseDigits);
      case OONIB -> Asn.parse(text.split("_", -1)[1]);
      case SYNTHETIC, LETTERS -> Optional.empty();
    };
  }

  private Optional<String> part(int index) {
    return form == Form.ISSUED ? Optional.of(text.split("_", -1)[index]) : Optional.empty();
  }

  @Override
  public String toString() {
    return text;
  }
}
