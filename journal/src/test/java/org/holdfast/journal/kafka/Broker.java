package org.holdfast.journal.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.holdfast.testkit.kafka.BrokerProcess;
import org.holdfast.testkit.proxy.FaultProxy;

/// One real broker for all tests of this JVM, behind a proxy. Every test has a topic of its own, and
/// leaves the proxy without a fault.
public final class Broker {
  private static final AtomicInteger TOPICS = new AtomicInteger();

  private static final class Shared {
    static final Broker BROKER = start();
  }

  private final FaultProxy proxy;
  private final BrokerProcess process;
  private final Admin admin;

  private Broker(FaultProxy proxy, BrokerProcess process, Admin admin) {
    this.proxy = proxy;
    this.process = process;
    this.admin = admin;
  }

  public static Broker shared() {
    return Shared.BROKER;
  }

  private static Broker start() {
    try {
      FaultProxy proxy = FaultProxy.start();
      Path directory = Files.createTempDirectory("holdfast-broker");
      BrokerProcess process =
          BrokerProcess.start(
              directory,
              List.of(System.getProperty("java.class.path").split(java.io.File.pathSeparator, -1)),
              proxy.port(),
              Map.of());
      proxy.leadTo(process.port());
      return new Broker(
          proxy, process, Admin.create(Map.of("bootstrap.servers", proxy.address())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public FaultProxy proxy() {
    return proxy;
  }

  public BrokerProcess process() {
    return process;
  }

  /// Where clients connect: the proxy.
  public String address() {
    return proxy.address();
  }

  /// A name no other test has.
  public static String newName() {
    return "journal-" + TOPICS.incrementAndGet();
  }

  /// Makes a topic that is as it should be, but for these settings.
  public void createTopic(String name, int partitions, Map<String, String> settings) {
    Map<String, String> all =
        new HashMap<>(Map.of("retention.ms", "-1", "min.insync.replicas", "1"));
    all.putAll(settings);
    try {
      var _ =
          admin
              .createTopics(
                  List.of(
                      new NewTopic(name, Optional.of(partitions), Optional.empty()).configs(all)))
              .all()
              .get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
