package org.holdfast.collector.credential;

import org.holdfast.credentials.submission.SubmissionPolicy;

/// What is asked of the probes of some networks.
///
/// @param cc country, such as `IT`, or `*` for any
/// @param asn network, such as `AS30722`, or `*` for any
public record PolicyEntry(String cc, String asn, SubmissionPolicy policy) {
  /// Stands for any country or network.
  public static final String ANY = "*";

  boolean matches(String probeCc, String probeAsn) {
    return (cc.equals(ANY) || cc.equals(probeCc)) && (asn.equals(ANY) || asn.equals(probeAsn));
  }

  boolean isCatchAll() {
    return cc.equals(ANY) && asn.equals(ANY);
  }
}
