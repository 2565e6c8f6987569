package org.holdfast.app.server;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.holdfast.app.config.HoldfastConfig;
import org.holdfast.app.config.ListenerConfig;
import org.holdfast.app.config.OnionServiceConfig;
import org.holdfast.app.onion.OnionPublisher;
import org.holdfast.edge.server.EdgeServer;

/// The listeners that are published as onion services.
final class OnionServices implements AutoCloseable {
  private final HoldfastConfig config;
  private final SecureRandom random;
  private final MeterRegistry meters;
  private final List<OnionPublisher> publishers = new CopyOnWriteArrayList<>();

  OnionServices(HoldfastConfig config, SecureRandom random, MeterRegistry meters) {
    this.config = config;
    this.random = random;
    this.meters = meters;
  }

  /// Begins to publish them; they listen by now.
  OnionServices start(EdgeServer listeners) {
    for (ListenerConfig listener : config.listeners()) {
      listener.onion().ifPresent(onion -> publish(listener.name(), onion, listeners));
    }
    return this;
  }

  private void publish(String name, OnionServiceConfig onion, EdgeServer listeners) {
    Path keyFile = onion.keyFile().orElseGet(() -> config.data().resolve("onion-" + name + ".key"));
    URI url = listeners.url(name);
    publishers.add(
        OnionPublisher.start(
            name,
            onion,
            keyFile,
            new InetSocketAddress(url.getHost(), url.getPort()),
            random,
            meters));
  }

  /// Those that are published at this moment, in the spelling of the field.
  List<URI> addresses() {
    return publishers.stream().flatMap(publisher -> publisher.address().stream()).toList();
  }

  List<String> notes() {
    return publishers.stream().flatMap(publisher -> publisher.notes().stream()).toList();
  }

  @Override
  public void close() {
    publishers.forEach(OnionPublisher::close);
  }
}
