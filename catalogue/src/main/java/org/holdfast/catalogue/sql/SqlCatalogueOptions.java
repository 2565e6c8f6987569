package org.holdfast.catalogue.sql;

import java.time.Duration;

/// Bounds of a [SqlCatalogue].
///
/// @param queryBound how long one reading may run before it is stopped (D41), and how long it may
///   wait for its turn
/// @param readers how many readings run at a time, each on a connection of its own
/// @param waitingReadings how many more may wait; further ones are turned away at once
/// @param checkBound how long the check of an existing database may take at start; what it has not
///   looked at by then is trusted until it is read
/// @param installation who we are among those that share the catalogue; empty where nobody else
///   does
public record SqlCatalogueOptions(
    Duration queryBound,
    int readers,
    int waitingReadings,
    Duration checkBound,
    String installation) {

  public static final SqlCatalogueOptions DEFAULT =
      new SqlCatalogueOptions(Duration.ofSeconds(10), 4, 256, Duration.ofSeconds(5), "");

  public SqlCatalogueOptions {
    if (queryBound.isNegative() || queryBound.isZero() || checkBound.isNegative()) {
      throw new IllegalArgumentException("a reading needs time");
    }
    if (!installation.matches("[0-9A-Za-z]*")) {
      throw new IllegalArgumentException("an installation is named by letters and digits");
    }
    if (readers < 1 || waitingReadings < 1) {
      throw new IllegalArgumentException("at least one reader and one place to wait");
    }
  }

  public SqlCatalogueOptions withQueryBound(Duration bound) {
    return new SqlCatalogueOptions(bound, readers, waitingReadings, checkBound, installation);
  }

  /// For a catalogue that others share, each under a name of its own: letters and digits.
  public SqlCatalogueOptions withInstallation(String name) {
    return new SqlCatalogueOptions(queryBound, readers, waitingReadings, checkBound, name);
  }
}
