package org.holdfast.bouncer.checkin;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.holdfast.bouncer.request.JsonBody;
import org.holdfast.model.Asn;
import org.holdfast.model.CountryCode;
import tools.jackson.databind.JsonNode;

/// What a probe says of itself when it checks in. Every member is optional, and one that cannot be
/// used counts as absent (P15, P16, P19).
///
/// @param countryCode `probe_cc`; empty for `ZZ`, for `XX`, which the apps send, and for anything
///   that is no country (P17)
/// @param asn `probe_asn`; empty for `AS0` and anything that is no network
/// @param categories `web_connectivity.category_codes`, a list or one text with commas; empty for
///   all
/// @param urlLimit how many URLs the probe wants: 9999 when a person started the run, 100 while
///   charging, 20 otherwise (P14)
record CheckIn(
    Optional<CountryCode> countryCode, Optional<Asn> asn, Set<String> categories, int urlLimit) {
  private static final int MANUAL_URLS = 9_999;
  private static final int CHARGING_URLS = 100;
  private static final int TIMED_URLS = 20;
  private static final CountryCode APPS_UNKNOWN = new CountryCode("XX");
  private static final Pattern CATEGORY = Pattern.compile("[A-Z]{2,8}");

  CheckIn {
    categories = Set.copyOf(categories);
  }

  static CheckIn from(JsonNode body) {
    return new CheckIn(
        JsonBody.text(body.path("probe_cc"))
            .flatMap(text -> CountryCode.parse(text.toUpperCase(Locale.ROOT)))
            .filter(code -> !code.isUnknown() && !code.equals(APPS_UNKNOWN)),
        JsonBody.text(body.path("probe_asn"))
            .flatMap(text -> Asn.parse(text.toUpperCase(Locale.ROOT)))
            .filter(number -> !number.isUnknown()),
        categories(body.path("web_connectivity").path("category_codes")),
        urlLimit(body));
  }

  private static int urlLimit(JsonNode body) {
    if (JsonBody.text(body.path("run_type")).filter("manual"::equals).isPresent()) {
      return MANUAL_URLS;
    }
    return body.path("charging").asBoolean(false) ? CHARGING_URLS : TIMED_URLS;
  }

  private static Set<String> categories(JsonNode codes) {
    Set<String> categories = new HashSet<>();
    if (codes.isArray()) {
      codes.forEach(code -> JsonBody.text(code).ifPresent(text -> add(text, categories)));
    } else {
      JsonBody.text(codes).ifPresent(text -> categories.addAll(categories(text)));
    }
    return categories;
  }

  /// The categories in a text with commas; what is none is left out.
  static Set<String> categories(String text) {
    Set<String> categories = new HashSet<>();
    Arrays.stream(text.split(",", -1)).forEach(one -> add(one, categories));
    return categories;
  }

  private static void add(String text, Set<String> categories) {
    String code = text.strip().toUpperCase(Locale.ROOT);
    if (CATEGORY.matcher(code).matches()) {
      categories.add(code);
    }
  }
}
