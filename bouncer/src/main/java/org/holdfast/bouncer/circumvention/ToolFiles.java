package org.holdfast.bouncer.circumvention;

import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.holdfast.edge.watch.BoundedFile;
import org.holdfast.edge.watch.UnusableFileException;
import org.holdfast.edge.watch.WatchedFiles.Found;
import org.holdfast.model.json.BoundedJson;
import org.holdfast.model.json.UnreadableJsonException;
import org.holdfast.model.yaml.BoundedYaml;
import org.holdfast.model.yaml.UnreadableYamlException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Reads the files behind [Tools], for [org.holdfast.edge.watch.WatchedFiles]. A file that a client
/// could not read is not used.
public final class ToolFiles {
  private static final List<String> PSIPHON_TEXTS =
      List.of(
          "ClientPlatform",
          "ClientVersion",
          "PropagationChannelId",
          "RemoteServerListDownloadFilename",
          "RemoteServerListSignaturePublicKey",
          "SponsorId",
          "TargetApiProtocol");
  private static final List<String> PSIPHON_NUMBERS =
      List.of("EstablishTunnelTimeoutSeconds", "LocalHttpProxyPort", "LocalSocksProxyPort");
  private static final String PSIPHON_TLS = "UseIndistinguishableTLS";
  private static final String PSIPHON_LISTS = "RemoteServerListURLs";
  private static final List<String> TARGET_TEXTS = List.of("address", "fingerprint", "protocol");
  private static final Pattern PROVIDER = Pattern.compile("[a-z0-9]{1,40}");
  private static final Pattern ENDPOINT = Pattern.compile("openvpn://[^\\s\\p{Cntrl}]{1,500}");

  private ToolFiles() {}

  /// Tor's bridges and relays by id. Members we do not know are passed on, `source` above all, by
  /// which clients recognise private bridges.
  public static Found<Optional<JsonNode>> torTargets(Path file, Optional<JsonNode> previous)
      throws IOException, UnusableFileException {
    JsonNode targets = json(file);
    require(targets.isObject() && !targets.isEmpty(), "is no JSON object of targets");
    for (Map.Entry<String, JsonNode> target : targets.properties()) {
      require(isTarget(target.getValue()), "has the unusable target " + target.getKey());
    }
    return Found.sound(Optional.of(targets));
  }

  private static boolean isTarget(JsonNode target) {
    JsonNode params = target.path("params");
    return target.isObject()
        && TARGET_TEXTS.stream().allMatch(name -> target.path(name).isString())
        && (!target.has("name") || target.path("name").isString())
        && (!target.has("source") || target.path("source").isString())
        && (params.isMissingNode()
            || params.isNull()
            || (params.isObject() && params.valueStream().allMatch(ToolFiles::isTexts)));
  }

  private static boolean isTexts(JsonNode list) {
    return list.isArray() && list.valueStream().allMatch(JsonNode::isString);
  }

  /// The members of Psiphon's configuration that probes get; others are not passed on.
  public static Found<Optional<JsonNode>> psiphonConfig(Path file, Optional<JsonNode> previous)
      throws IOException, UnusableFileException {
    JsonNode given = json(file);
    ObjectNode served = JsonNodeFactory.instance.objectNode();
    for (String name : PSIPHON_TEXTS) {
      require(given.path(name).isString(), "has no text " + name);
      served.set(name, given.path(name));
    }
    for (String name : PSIPHON_NUMBERS) {
      require(given.path(name).isIntegralNumber(), "has no whole number " + name);
      served.set(name, given.path(name));
    }
    require(given.path(PSIPHON_TLS).isBoolean(), "has no truth value " + PSIPHON_TLS);
    served.set(PSIPHON_TLS, given.path(PSIPHON_TLS));
    JsonNode lists = given.path(PSIPHON_LISTS);
    require(lists.isMissingNode() || lists.isArray(), "has no list " + PSIPHON_LISTS);
    served.set(PSIPHON_LISTS, lists.isArray() ? lists : JsonNodeFactory.instance.arrayNode());
    return Found.sound(Optional.of(served));
  }

  /// Credentials and endpoints of VPNs by provider, as YAML or JSON with the members `ca`, `cert`,
  /// `key`, `date-updated` and `endpoints`.
  public static Found<Map<String, VpnConfig>> vpnConfigs(Path file, Map<String, VpnConfig> previous)
      throws IOException, UnusableFileException {
    JsonNode providers;
    try {
      providers = BoundedYaml.read(BoundedFile.read(file, BoundedYaml.MAX_BYTES));
    } catch (UnreadableYamlException e) {
      throw new UnusableFileException("is not YAML: " + e.getMessage());
    }
    require(providers.isObject(), "is no mapping of providers");
    Map<String, VpnConfig> configs = new HashMap<>();
    for (Map.Entry<String, JsonNode> provider : providers.properties()) {
      require(PROVIDER.matcher(provider.getKey()).matches(), "has a provider with an odd name");
      configs.put(provider.getKey(), vpnConfig(provider.getKey(), provider.getValue()));
    }
    return Found.sound(Map.copyOf(configs));
  }

  private static VpnConfig vpnConfig(String provider, JsonNode given) throws UnusableFileException {
    List<String> endpoints = new ArrayList<>();
    for (JsonNode endpoint : given.path("endpoints")) {
      require(
          ENDPOINT.matcher(endpoint.asString("")).matches(), "has an odd endpoint of " + provider);
      endpoints.add(endpoint.asString());
    }
    require(!endpoints.isEmpty(), "has no endpoints of " + provider);
    return new VpnConfig(
        pem(given, "ca", provider),
        pem(given, "cert", provider),
        pem(given, "key", provider),
        updated(given, provider),
        endpoints);
  }

  private static String pem(JsonNode given, String member, String provider)
      throws UnusableFileException {
    String text = given.path(member).asString("");
    require(text.startsWith("-----BEGIN "), "has no PEM " + member + " of " + provider);
    return text;
  }

  private static Instant updated(JsonNode given, String provider) throws UnusableFileException {
    try {
      return Instant.parse(given.path("date-updated").asString(""));
    } catch (DateTimeException e) {
      throw new UnusableFileException(
          "has no date-updated of " + provider + ", as 2026-08-21T09:10:11Z");
    }
  }

  private static JsonNode json(Path file) throws IOException, UnusableFileException {
    try {
      return BoundedJson.readTree(BoundedFile.read(file, BoundedJson.MAX_TREE_BYTES));
    } catch (UnreadableJsonException e) {
      throw new UnusableFileException("is not JSON: " + e.getMessage());
    }
  }

  private static void require(boolean isSo, String otherwise) throws UnusableFileException {
    if (!isSo) {
      throw new UnusableFileException(otherwise);
    }
  }
}
