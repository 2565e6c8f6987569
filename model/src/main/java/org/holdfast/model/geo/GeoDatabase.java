package org.holdfast.model.geo;

import java.net.InetAddress;
import java.util.Optional;
import org.holdfast.model.VantagePoint;

/// Looks up the vantage point of an address. Safe for concurrent use; never throws and never blocks
/// on the network. Addresses are looked at, not kept.
public interface GeoDatabase {
  /// No database: everything is unknown (P80).
  GeoDatabase NONE =
      new GeoDatabase() {
        @Override
        public Optional<Answer> find(InetAddress address) {
          return Optional.empty();
        }

        @Override
        public Optional<String> date() {
          return Optional.empty();
        }
      };

  Optional<Answer> find(InetAddress address);

  /// The build date of the database in use, `YYYY-MM-DD`.
  Optional<String> date();

  /// @param networkName the organisation, may be empty
  record Answer(VantagePoint vantagePoint, String networkName) {}
}
