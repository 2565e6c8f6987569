package org.holdfast.collector.report;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.holdfast.collector.oonib.OpenFields;
import org.holdfast.edge.RefusedException;

/// Answers `test_helper` in an open request with the helper's address (L20).
final class TestHelpers {
  private static final String FIELD = "test_helper";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+");

  private final Map<String, String> addresses;

  TestHelpers(Map<String, String> addresses) {
    this.addresses = Map.copyOf(addresses);
  }

  /// The address of the helper that was asked for; empty if none was.
  ///
  /// @throws RefusedException if there is none of that name, or the name is none
  Optional<String> addressFor(OpenFields request) {
    if (request.mistyped().contains(FIELD)) {
      throw invalidName();
    }
    Optional<String> name = request.text(FIELD);
    if (name.isEmpty()) {
      return Optional.empty();
    }
    if (!NAME.matcher(name.get()).matches()) {
      throw invalidName();
    }
    String address = addresses.get(name.get());
    if (address == null) {
      throw ReportRefusals.unknownTestHelper().asException();
    }
    return Optional.of(address);
  }

  private static RefusedException invalidName() {
    return ReportRefusals.invalidField(FIELD, "test_helper is not of its form").asException();
  }
}
