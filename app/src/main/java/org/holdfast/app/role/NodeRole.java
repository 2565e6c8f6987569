package org.holdfast.app.role;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.holdfast.app.config.NodeConfig;
import org.holdfast.app.config.Role;
import org.holdfast.bouncer.directory.TypedAddress;
import org.holdfast.bouncer.fleet.NodeKey;
import org.holdfast.bouncer.fleet.NodeName;
import org.holdfast.bouncer.fleet.NodeState;
import org.holdfast.bouncer.fleet.PublishedAddress;
import org.holdfast.bouncer.fleet.Wanted;
import org.holdfast.bouncer.fleet.enrol.Announcer;
import org.holdfast.bouncer.fleet.enrol.EnrolmentToken;
import org.holdfast.bouncer.fleet.enrol.IdentityRoute;
import org.holdfast.bouncer.fleet.enrol.NodeKeyFile;
import org.holdfast.bouncer.fleet.enrol.OwnFile;
import org.holdfast.bouncer.fleet.enrol.SelfPortrait;
import org.holdfast.edge.Routes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes this process a node of a fleet: tells a directory about it and answers whoever asks
/// through its addresses who it is.
public final class NodeRole implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeRole.class);

  private final NodeConfig config;
  private final Path keyFile;
  private final NodeKey key;
  private final long boot;
  private final String fleet;
  private final Told told;
  private volatile NodeState state = NodeState.STARTING;
  private Optional<Announcer> announcer = Optional.empty();

  /// What else is told of this process.
  ///
  /// @param ownUrls asked each time, where no addresses are configured
  /// @param onions the onion services that are published at this moment
  /// @param load 1 being all it can
  /// @param speaks false while another process speaks for this node, as during an upgrade
  public record Told(
      String version,
      Set<Role> roles,
      Supplier<List<URI>> ownUrls,
      Supplier<List<URI>> onions,
      Supplier<Double> load,
      Supplier<Boolean> speaks) {
    public Told {
      roles = Set.copyOf(roles);
    }
  }

  private NodeRole(
      NodeConfig config, Path keyFile, NodeKey key, long boot, String fleet, Told told) {
    this.config = config;
    this.keyFile = keyFile;
    this.key = key;
    this.boot = boot;
    this.fleet = fleet;
    this.told = told;
  }

  /// Reads the node's key, or makes it.
  ///
  /// @param fleet the fleet's name, unless the token of the first contact says another
  public static NodeRole open(
      NodeConfig config, Path data, String fleet, Told told, Clock clock, SecureRandom random)
      throws IOException {
    Path file = config.keyFile().orElseGet(() -> data.resolve("node.key"));
    NodeKey key = NodeKeyFile.readOrMake(file, random);
    return new NodeRole(config, file, key, NodeKeyFile.nextBoot(file, clock.millis()), fleet, told);
  }

  /// What the directory asks through the addresses of this node.
  public Routes routes() {
    return IdentityRoute.create(new NodeName(config.name()), key, boot, () -> state);
  }

  /// Begins to announce the node; it serves from now on.
  public void serve(Clock clock, SecureRandom random) {
    state = NodeState.SERVING;
    announcer =
        Optional.of(
            Announcer.start(
                new Announcer.Settings(
                    new NodeName(config.name()),
                    fleet,
                    key,
                    boot,
                    config.directories(),
                    config.every(),
                    this::token,
                    number -> NodeKeyFile.keepBoot(keyFile, number)),
                this::portrait,
                clock,
                random));
  }

  /// What keeps the directory from hearing this node; empty if nothing does.
  public List<String> notes() {
    return announcer.map(Announcer::notes).orElse(List.of());
  }

  /// What a load balancer is told: `up ready`, `drain` or `down`.
  public String word() {
    boolean drained =
        announcer.flatMap(Announcer::wanted).filter(w -> w != Wanted.SERVING).isPresent();
    return switch (state) {
      case STARTING, DOWN -> "down";
      case DRAINING -> "drain";
      case SERVING -> drained ? "drain" : "up ready";
    };
  }

  /// Tells the directory that nobody new should come, before the process stops listening.
  public void drain() {
    state = NodeState.DRAINING;
    say();
  }

  /// Nobody waits for a directory that did not answer a moment ago either.
  private void say() {
    try {
      if (announcer.isPresent() && announcer.get().notes().isEmpty()) {
        announcer.get().announceNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Optional<SelfPortrait> portrait() {
    return told.speaks().get()
        ? Optional.of(
            new SelfPortrait(
                state,
                told.version(),
                told.roles().stream()
                    .map(role -> role.name().toLowerCase(Locale.ROOT))
                    .sorted()
                    .toList(),
                config.capacity(),
                told.load().get(),
                addresses()))
        : Optional.empty();
  }

  private List<PublishedAddress> addresses() {
    List<PublishedAddress> addresses = new ArrayList<>();
    for (NodeConfig.Address address : config.addresses()) {
      addresses.add(
          new PublishedAddress(
              address.service(),
              BouncerRole.address(address.type(), address.address(), address.front())));
    }
    if (addresses.isEmpty() && told.roles().contains(Role.COLLECTOR)) {
      for (URI url : told.ownUrls().get()) {
        addresses.add(
            new PublishedAddress(PublishedAddress.COLLECTOR, TypedAddress.of(url.toString())));
      }
    }
    if (told.roles().contains(Role.COLLECTOR)) {
      for (URI onion : told.onions().get()) {
        addresses.add(
            new PublishedAddress(PublishedAddress.COLLECTOR, TypedAddress.of(onion.toString())));
      }
    }
    return addresses;
  }

  private Optional<EnrolmentToken> token() {
    if (config.tokenFile().isEmpty()) {
      return Optional.empty();
    }
    try {
      return EnrolmentToken.parse(OwnFile.read(config.tokenFile().get()));
    } catch (IOException e) {
      LOG.warn("The token of the first contact cannot be read: {}", e.toString());
      return Optional.empty();
    }
  }

  /// Says a last word, unless another process speaks for this node.
  @Override
  public void close() {
    state = NodeState.DOWN;
    say();
    announcer.ifPresent(Announcer::close);
  }
}
