package org.holdfast.catalogue.api;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/// How the read API presents itself.
///
/// @param publicUrl where readers reach this server, as in `https://holdfast.example/` or with a
///   path prefix; links are built from it. Without it they are built from the request's `Host`
///   where that is a plain host name, and are relative otherwise
/// @param resultsMax the most results one search may ask for (D41)
public record ReadOptions(Optional<URI> publicUrl, int resultsMax) {

  public static final ReadOptions DEFAULT = new ReadOptions(Optional.empty(), 2_000);

  public ReadOptions {
    if (resultsMax < 1) {
      throw new IllegalArgumentException("resultsMax is " + resultsMax);
    }
    publicUrl.ifPresent(ReadOptions::check);
  }

  private static void check(URI url) {
    String scheme = Optional.ofNullable(url.getScheme()).orElse("").toLowerCase(Locale.ROOT);
    if (!(scheme.equals("http") || scheme.equals("https"))
        || url.getHost() == null
        || url.getRawQuery() != null
        || url.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "the public URL is an http or https URL without query: " + url);
    }
  }
}
