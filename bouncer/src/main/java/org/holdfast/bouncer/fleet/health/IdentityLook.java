package org.holdfast.bouncer.fleet.health;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.holdfast.bouncer.directory.AddressType;
import org.holdfast.bouncer.fleet.KnownNode;
import org.holdfast.bouncer.fleet.NodePublicKey;
import org.holdfast.bouncer.fleet.PublishedAddress;
import org.holdfast.bouncer.fleet.enrol.IdentityRoute;
import org.holdfast.model.json.BoundedJson;
import org.holdfast.model.json.UnreadableJsonException;
import tools.jackson.databind.JsonNode;

/// Looks whether an address leads to the node that publishes it, which signs a fresh challenge for
/// that. A `legacy` address speaks a protocol of its own; there only a connection is made, and
/// everything else is left to the exercise.
public final class IdentityLook implements Exchange {
  private static final int CHALLENGE_BYTES = 16;
  private static final int HTTP_PORT = 80;

  private final HttpAsking http;
  private final SecureRandom random;

  public IdentityLook(HttpAsking http, SecureRandom random) {
    this.http = http;
    this.random = random;
  }

  @Override
  public Optional<String> fault(KnownNode node, PublishedAddress address, Duration within)
      throws InterruptedException {
    try {
      return address.address().type() == AddressType.LEGACY
          ? connects(address.address().address(), within)
          : identityFault(node, address, within);
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private Optional<String> identityFault(KnownNode node, PublishedAddress address, Duration within)
      throws IOException, InterruptedException {
    byte[] bytes = new byte[CHALLENGE_BYTES];
    random.nextBytes(bytes);
    String challenge = HexFormat.of().formatHex(bytes);
    HttpAsking.Answered answered =
        http.ask(HttpAsking.to(address.address(), IdentityRoute.PATH + challenge).build(), within);
    if (answered.status() != 200) {
      return Optional.of("asked who it is, it answers with status " + answered.status());
    }
    JsonNode said;
    try {
      said = BoundedJson.readTree(answered.body().getBytes(UTF_8));
    } catch (UnreadableJsonException e) {
      return Optional.of("asked who it is, it answers with something else than JSON");
    }
    if (!said.path("node").stringValue("").equals(node.name().text())) {
      return Optional.of("leads to another node");
    }
    return isSigned(said, challenge, node)
        ? Optional.empty()
        : Optional.of("cannot sign as the node it says it is");
  }

  private static boolean isSigned(JsonNode said, String challenge, KnownNode node) {
    Optional<NodePublicKey> key = node.publicKey();
    byte[] signature;
    try {
      signature = Base64.getDecoder().decode(said.path("signature").stringValue(""));
    } catch (IllegalArgumentException e) {
      return false;
    }
    byte[] signed =
        IdentityRoute.signed(
            challenge,
            node.name(),
            said.path("boot").asLong(0),
            said.path("state").stringValue(""));
    return key.isPresent() && key.get().hasSigned(IdentityRoute.PURPOSE, signed, signature);
  }

  private static Optional<String> connects(String address, Duration within) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(target(address), (int) within.toMillis());
      return Optional.empty();
    }
  }

  /// `host`, `host:port` or a URL; the port is 80 where none is said, as the clients of `tcp-echo`
  /// have it (test-helpers §4.2).
  static InetSocketAddress target(String address) throws IOException {
    String authority = address.replaceFirst("^[a-z]+://", "").replaceFirst("/.*$", "");
    int colon = authority.lastIndexOf(':');
    boolean hasPort = colon > 0 && authority.substring(colon + 1).matches("[0-9]{1,5}");
    int port = hasPort ? Integer.parseInt(authority.substring(colon + 1)) : HTTP_PORT;
    if (port > 65_535) {
      throw new IOException("not a port: " + port);
    }
    InetSocketAddress target =
        new InetSocketAddress(hasPort ? authority.substring(0, colon) : authority, port);
    if (target.isUnresolved()) {
      throw new IOException("its name is not known");
    }
    return target;
  }
}
