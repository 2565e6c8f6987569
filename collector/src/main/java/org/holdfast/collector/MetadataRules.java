package org.holdfast.collector;

import java.util.regex.Pattern;
import org.holdfast.model.Asn;
import org.holdfast.model.CountryCode;
import org.holdfast.model.document.MeasurementFields;

/// The rules of probe-services §3.3 for `probe_cc`, `probe_asn` and `test_name`. A document that
/// breaks one, or claims the unknown country or network (P47), is stored and marked (U4).
public final class MetadataRules {
  private static final Pattern TEST_NAME = Pattern.compile("(?=.*[a-z])[a-z0-9_]{2,30}");

  private MetadataRules() {}

  public static boolean areKeptBy(MeasurementFields fields) {
    return fields.probeCc().flatMap(CountryCode::parse).filter(cc -> !cc.isUnknown()).isPresent()
        && fields.probeAsn().flatMap(Asn::parse).filter(asn -> !asn.isUnknown()).isPresent()
        && fields.testName().filter(MetadataRules::isTestName).isPresent();
  }

  private static boolean isTestName(String name) {
    int characters = name.replace("_", "").length();
    return TEST_NAME.matcher(name).matches() && characters >= 2 && characters <= 29;
  }
}
