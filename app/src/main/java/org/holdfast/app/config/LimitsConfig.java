package org.holdfast.app.config;

import java.time.Duration;
import java.util.List;
import org.holdfast.edge.AddressRange;
import org.holdfast.edge.server.EdgeLimits;

/// How much is taken on at once; what is beyond is refused at once, the heaviest first.
///
/// @param connections open on one listener; default 12000
/// @param connectionsPerSource open on one listener from one network (an IPv4 /24, an IPv6 /48);
///   default 1000
/// @param crowds addresses that carry many clients and are not taken for one: proxies, the daemon
///   of an onion service; default loopback
/// @param submissions worked on at once, from the end of the body to the acknowledgement; default
///   128
/// @param submissionsWaiting how many more may wait for a place; default 64
/// @param submissionsWait how long each of them may; default 2 s, by far longer than a full line
///   takes, so that whoever is refused learns it at once and not after having waited
/// @param stall a record that has waited longer than this for stable storage shows that the disk
///   hangs: submissions are refused until it is written; default 3 s
/// @param reads searches and reads worked on at once; default 16
public record LimitsConfig(
    int connections,
    int connectionsPerSource,
    List<AddressRange> crowds,
    int submissions,
    int submissionsWaiting,
    Duration submissionsWait,
    Duration stall,
    int reads) {
  private static final int MANY = 1_000_000;
  private static final EdgeLimits STANDARD = EdgeLimits.standard();

  public LimitsConfig {
    crowds = List.copyOf(crowds);
  }

  static LimitsConfig read(Section section) {
    LimitsConfig config =
        new LimitsConfig(
            section.value("connections", Kinds.wholeNumber(1, MANY), STANDARD.connections()),
            section.value(
                "connections-per-source",
                Kinds.wholeNumber(1, MANY),
                STANDARD.connectionsPerSource()),
            section.values("crowds", Kinds.ADDRESS_RANGE, STANDARD.crowds()),
            section.value("submissions", Kinds.wholeNumber(1, 10_000), 128),
            section.value("submissions-waiting", Kinds.wholeNumber(0, 10_000), 64),
            section.value("submissions-wait", Kinds.POSITIVE_DURATION, Duration.ofSeconds(2)),
            section.value("stall", Kinds.POSITIVE_DURATION, Duration.ofSeconds(3)),
            section.value("reads", Kinds.wholeNumber(1, 10_000), 16));
    if (config.connectionsPerSource > config.connections) {
      section.problem(
          "connections-per-source",
          "'"
              + config.connectionsPerSource
              + "' is more than connections, '"
              + config.connections
              + "'; write at most that");
    }
    return config;
  }
}
