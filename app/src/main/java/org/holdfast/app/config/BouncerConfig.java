package org.holdfast.app.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What the bouncer tells probes.
///
/// @param collectors in the order of preference; where none are given this process's own listeners
/// @param testHelpers by the names nettests ask for; default OONI's public ones, since probes
///   cannot measure the web without
/// @param urls what check-in hands out for web_connectivity; where none are given a few well-known
///   sites, since probes stop at an empty list
/// @param files what an operator keeps in files, which are watched
/// @param tokenRequired whether tor-targets and psiphon-config ask for the token of a login;
///   default false, as OONI's
public record BouncerConfig(
    List<CollectorAddress> collectors,
    List<TestHelperAddress> testHelpers,
    List<TestUrl> urls,
    DiscoveryFiles files,
    boolean tokenRequired) {

  /// Files that may be absent or broken at any time; what was last read of them then goes on.
  ///
  /// @param importFile a `bouncer.yaml` of oonib, which takes the place of `collectors` and
  ///   `test-helpers`
  /// @param testLists a directory of `global.csv` and `CC.csv`, which takes the place of `urls`
  /// @param prioritisation which URLs come first, in YAML
  /// @param torTargets bridges and relays for the tor nettest, in JSON
  /// @param psiphonConfig for the psiphon nettest, in JSON
  /// @param vpnConfigs for the openvpn nettest, in YAML
  /// @param runLinks a directory of OONI Run links, in JSON
  public record DiscoveryFiles(
      Optional<Path> importFile,
      Optional<Path> testLists,
      Optional<Path> prioritisation,
      Optional<Path> torTargets,
      Optional<Path> psiphonConfig,
      Optional<Path> vpnConfigs,
      Optional<Path> runLinks) {
    static DiscoveryFiles read(Section section) {
      return new DiscoveryFiles(
          section.optional("import", Kinds.PATH),
          section.optional("test-lists", Kinds.PATH),
          section.optional("prioritisation", Kinds.PATH),
          section.optional("tor-targets", Kinds.PATH),
          section.optional("psiphon-config", Kinds.PATH),
          section.optional("vpn-configs", Kinds.PATH),
          section.optional("run-links", Kinds.PATH));
    }
  }

  /// How a collector or test helper is reached.
  public enum AddressType {
    HTTPS,
    CLOUDFRONT,
    ONION,
    HTTP,
    LEGACY
  }

  /// One way to reach the collector.
  ///
  /// @param front the host to connect to, for `cloudfront` only
  public record CollectorAddress(AddressType type, String address, Optional<String> front) {
    static CollectorAddress read(Section section) {
      AddressType type =
          section.value(
              "type", Kinds.oneOf(AddressType.class, "type of address"), AddressType.HTTPS);
      return new CollectorAddress(
          type,
          section.required("address", Kinds.TEXT, "none", "say where it is reached"),
          readFront(section, type));
    }
  }

  /// One way to reach one test helper.
  ///
  /// @param name as nettests ask for it: `web-connectivity`, `tcp-echo`, ...
  public record TestHelperAddress(
      String name, AddressType type, String address, Optional<String> front) {
    static TestHelperAddress read(Section section) {
      AddressType type =
          section.value(
              "type", Kinds.oneOf(AddressType.class, "type of address"), AddressType.HTTPS);
      return new TestHelperAddress(
          section.required("name", HELPER_NAME, "none", "nettests ask for helpers by name"),
          type,
          section.required("address", Kinds.TEXT, "none", "say where it is reached"),
          readFront(section, type));
    }

    @Override
    public String toString() {
      return name + " " + address;
    }
  }

  /// What OONI runs for everybody, as its probe services answer `GET /api/v1/test-helpers`
  /// (ooni/backend, `probe_services.py`).
  private static final List<TestHelperAddress> OONI_HELPERS =
      List.of(
          webConnectivity("https://0.th.ooni.org"),
          webConnectivity("https://1.th.ooni.org"),
          webConnectivity("https://2.th.ooni.org"),
          webConnectivity("https://3.th.ooni.org"),
          legacy("dns", "37.218.241.93:57004"),
          legacy("http-return-json-headers", "http://37.218.241.94:80"),
          legacy("ssl", "https://37.218.241.93"),
          legacy("tcp-echo", "37.218.241.93"),
          legacy("traceroute", "37.218.241.93"));

  /// Something to measure.
  ///
  /// @param categoryCode of the Citizen Lab categories, as in `NEWS`
  /// @param countryCode `XX` for everywhere
  public record TestUrl(URI url, String categoryCode, String countryCode) {
    static TestUrl read(Section section) {
      return new TestUrl(
          section.required("url", Kinds.URL, NO_URL, "say what to measure"),
          section.value("category-code", CATEGORY, "MISC"),
          section.value("country-code", COUNTRY, "XX"));
    }
  }

  private static final URI NO_URL = URI.create("https://none.invalid/");
  private static final Kind<String> HELPER_NAME =
      Kinds.matching("[a-z][a-z0-9-]{0,40}", "is not a helper's name; 'web-connectivity' is one");
  private static final Kind<String> CATEGORY =
      Kinds.matching("[A-Z]{3,5}", "is not a category; 'NEWS' is one");
  private static final Kind<String> COUNTRY =
      Kinds.matching("[A-Z]{2}", "is not a country code; write two capital letters, or 'XX'");

  public BouncerConfig {
    collectors = List.copyOf(collectors);
    testHelpers = List.copyOf(testHelpers);
    urls = List.copyOf(urls);
  }

  static BouncerConfig read(Section section) {
    return new BouncerConfig(
        section.sections("collectors", List.of(), CollectorAddress::read),
        section.sections("test-helpers", OONI_HELPERS, TestHelperAddress::read),
        section.sections("urls", List.of(), TestUrl::read),
        DiscoveryFiles.read(section),
        section.value("token-required", Kinds.TRUTH, false));
  }

  private static TestHelperAddress webConnectivity(String address) {
    return new TestHelperAddress("web-connectivity", AddressType.HTTPS, address, Optional.empty());
  }

  private static TestHelperAddress legacy(String name, String address) {
    return new TestHelperAddress(name, AddressType.LEGACY, address, Optional.empty());
  }

  static Optional<String> readFront(Section section, AddressType type) {
    Optional<String> front = section.optional("front", Kinds.TEXT);
    if (front.isPresent() != (type == AddressType.CLOUDFRONT)) {
      section.problem("front", "belongs to type 'cloudfront', which needs it, and to no other");
    }
    return front;
  }
}
