package org.holdfast.app.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Everything an operator can say. Relative paths are relative to the working directory.
///
/// @param data where journal, archive, catalogue, quarantine and generated keys live; created if
///   absent
/// @param dataMustExist whether `data` is waited for instead, as where its disk is mounted late;
///   default false
/// @param roles what this process does; default all
/// @param listeners where probes and readers connect; default one, `public`, on 127.0.0.1:8080
public record HoldfastConfig(
    Path data,
    boolean dataMustExist,
    Set<Role> roles,
    List<ListenerConfig> listeners,
    AdminConfig admin,
    CollectorConfig collector,
    BouncerConfig bouncer,
    PipelineConfig pipeline,
    ArchiveConfig archive,
    CatalogueConfig catalogue,
    JournalConfig journal,
    FleetConfig fleet,
    CredentialsConfig credentials,
    DeadlinesConfig deadlines,
    LimitsConfig limits,
    UpgradeConfig upgrade) {

  private static final Path DATA = Path.of("holdfast-data");

  public HoldfastConfig {
    roles = Set.copyOf(new TreeSet<>(roles));
    listeners = List.copyOf(listeners);
  }

  /// Where keys, the log of parameters and the blocklist are.
  public Path credentialsDirectory() {
    return credentials.directory().orElseGet(() -> data.resolve("credentials"));
  }

  /// Whose measurements are withheld.
  public Path blocklistFile() {
    return credentialsDirectory().resolve("blocklist.jsonl");
  }

  static HoldfastConfig read(Section section) {
    HoldfastConfig config =
        new HoldfastConfig(
            section.value("data", Kinds.PATH, DATA),
            section.value("data-must-exist", Kinds.TRUTH, false),
            new TreeSet<>(
                section.values("roles", Kinds.oneOf(Role.class, "role"), List.of(Role.values()))),
            section.sections("listeners", List.of(ListenerConfig.DEFAULT), ListenerConfig::read),
            section.section("admin", AdminConfig::read),
            section.section("collector", CollectorConfig::read),
            section.section("bouncer", BouncerConfig::read),
            section.section("pipeline", PipelineConfig::read),
            section.section("archive", ArchiveConfig::read),
            section.section("catalogue", CatalogueConfig::read),
            section.section("journal", JournalConfig::read),
            section.section("fleet", FleetConfig::read),
            section.section("credentials", CredentialsConfig::read),
            section.section("deadlines", DeadlinesConfig::read),
            section.section("limits", LimitsConfig::read),
            section.section("upgrade", UpgradeConfig::read));
    config.checkTogether(section);
    return config;
  }

  private void checkTogether(Section section) {
    if (Files.exists(data) && !Files.isDirectory(data)) {
      section.problem("data", "'" + data + "' is not a directory; name one or a path to create");
    }
    if (listeners.isEmpty()) {
      section.problem("listeners", "is empty; give at least one listener or leave the key out");
    }
    if (roles.isEmpty()) {
      section.problem("roles", "is empty; give at least one role or leave the key out");
    }
    checkNamesDiffer(section);
    checkAddressesDiffer(section);
    checkValidationCanArrive(section);
  }

  private void checkNamesDiffer(Section section) {
    Map<String, String> keyByName = new HashMap<>(Map.of("admin", "the admin listener"));
    for (int i = 0; i < listeners.size(); i++) {
      String name = listeners.get(i).name();
      String taken = keyByName.putIfAbsent(name, "listeners[" + i + "]");
      if (taken != null) {
        section.problem(
            "listeners[" + i + "].name",
            "'" + name + "' is taken by " + taken + "; every listener needs its own name");
      }
    }
  }

  private void checkAddressesDiffer(Section section) {
    for (int i = 0; i < listeners.size(); i++) {
      HostPort address = listeners.get(i).address();
      for (int j = 0; j < i; j++) {
        reportClash(section, i, address, listeners.get(j).address(), "listeners[" + j + "]");
      }
      reportClash(section, i, address, admin.address(), "admin");
    }
  }

  private void reportClash(
      Section section, int index, HostPort address, HostPort other, String otherKey) {
    boolean sameHost =
        address.host().equals(other.host()) || address.isWildcard() || other.isWildcard();
    if (address.port() != 0 && address.port() == other.port() && sameHost) {
      section.problem(
          "listeners[" + index + "].address",
          "'" + address + "' is used by " + otherKey + " already; give another port, or 0 for any");
    }
  }

  /// An authority that validates over plain HTTP must find a listener that answers; one that waits
  /// for its first certificate does not.
  private void checkValidationCanArrive(Section section) {
    if (!listeners.stream().allMatch(HoldfastConfig::waitsForPlainHttp)) {
      return;
    }
    for (int i = 0; i < listeners.size(); i++) {
      section.problem(
          "listeners[" + i + "].tls.acme",
          "its challenge is http-01, and no listener is there to answer it; add one without tls"
              + " that port 80 of the domains leads to, or write 'challenge: tls-alpn-01'");
    }
  }

  private static boolean waitsForPlainHttp(ListenerConfig listener) {
    return listener.tls().orElse(null) instanceof TlsConfig.Issued(AcmeConfig acme)
        && acme.challenge() == AcmeConfig.Challenge.HTTP_01;
  }
}
