package org.holdfast.bouncer.checkin;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A URL worth measuring with web_connectivity.
///
/// @param categoryCode one of the Citizen Lab's categories, as in `NEWS`
/// @param countryCode two capital letters; `XX` for everywhere
public record TestUrl(String url, String categoryCode, String countryCode) {
  /// Stands for every country.
  public static final String EVERYWHERE = "XX";

  boolean isFor(String country) {
    return countryCode.equals(EVERYWHERE) || countryCode.equals(country);
  }

  /// As clients read it, in check-in and list alike (P13).
  ObjectNode toJson() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("category_code", categoryCode)
        .put("country_code", countryCode)
        .put("url", url);
  }
}
