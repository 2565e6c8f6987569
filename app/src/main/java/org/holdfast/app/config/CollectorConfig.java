package org.holdfast.app.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.holdfast.model.id.CollectorId;

/// What the collector role needs to know.
///
/// @param id names this collector in report ids and archive names; no two collectors of a fleet may
///   share it; default `1`
/// @param bodyLimit the largest request body after inflation; above it 413; at least 16 MiB (P7),
///   default 64 MiB
/// @param geoDatabase a MaxMind file of countries and networks. It may be absent or broken at any
///   time (P80); what it would tell is then unknown
/// @param blockedClients clients whose reports are refused, as oonib did; default ooniprobe-android
///   2.0.0, which uploaded against its users' will
/// @param policy a `policy.yaml` of oonib: which reports are opened; without one all are. While it
///   could never be read none are
/// @param inputs a folder of oonib's with input lists and their descriptors
/// @param decks likewise with decks
public record CollectorConfig(
    CollectorId id,
    ByteSize bodyLimit,
    Optional<Path> geoDatabase,
    List<BlockedClient> blockedClients,
    Optional<Path> policy,
    Optional<Path> inputs,
    Optional<Path> decks) {

  private static final CollectorId DEFAULT_ID = new CollectorId("1");
  private static final ByteSize DEFAULT_BODY_LIMIT = ByteSize.ofMebibytes(64);
  private static final ByteSize LEAST_BODY_LIMIT = ByteSize.ofMebibytes(16);
  private static final ByteSize GREATEST_BODY_LIMIT = ByteSize.ofMebibytes(1024);
  private static final Kind<String> ID =
      Kinds.matching(
          "[0-9A-Za-z]{1,16}", "is not a collector id; write 1 to 16 letters and digits");

  /// A software version that is refused, and its pre-releases and builds: `2.0.0` covers `2.0.0-1`.
  public record BlockedClient(String softwareName, String softwareVersion) {
    static final BlockedClient OONIPROBE_ANDROID = new BlockedClient("ooniprobe-android", "2.0.0");

    static BlockedClient read(Section section) {
      return new BlockedClient(
          section.required("software-name", Kinds.TEXT, "none", "name the client to block"),
          section.required("software-version", Kinds.TEXT, "none", "name the client to block"));
    }

    @Override
    public String toString() {
      return softwareName + " " + softwareVersion;
    }
  }

  public CollectorConfig {
    blockedClients = List.copyOf(blockedClients);
  }

  static CollectorConfig read(Section section) {
    CollectorConfig config =
        new CollectorConfig(
            new CollectorId(section.value("id", ID, DEFAULT_ID.text())),
            section.value("body-limit", Kinds.SIZE, DEFAULT_BODY_LIMIT),
            section.optional("geo-database", Kinds.PATH),
            section.sections(
                "blocked-clients", List.of(BlockedClient.OONIPROBE_ANDROID), BlockedClient::read),
            section.optional("policy", Kinds.PATH),
            section.optional("inputs", Kinds.PATH),
            section.optional("decks", Kinds.PATH));
    long limit = config.bodyLimit.bytes();
    if (limit < LEAST_BODY_LIMIT.bytes() || limit > GREATEST_BODY_LIMIT.bytes()) {
      section.problem(
          "body-limit",
          "'"
              + config.bodyLimit
              + "' is out of range; write "
              + LEAST_BODY_LIMIT
              + " to "
              + GREATEST_BODY_LIMIT);
    }
    return config;
  }
}
