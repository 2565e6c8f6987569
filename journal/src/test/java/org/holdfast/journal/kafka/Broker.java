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
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.holdfast.testkit.kafka.BrokerProcess;
import org.holdfast.testkit.process.FreePorts;
import org.holdfast.testkit.proxy.FaultProxy;

/// One real broker for all tests of this JVM, behind a proxy. Every test has a topic of its own,
/// and leaves the proxy without a fault.
public final class Broker {
  private static final AtomicInteger TOPICS = new AtomicInteger();

  private static final class Shared {
    static final Broker BROKER = start();
  }

  private final FaultProxy proxy;
  private final int login;
  private final BrokerProcess process;
  private final Admin admin;

  private Broker(FaultProxy proxy, int login, BrokerProcess process, Admin admin) {
    this.proxy = proxy;
    this.login = login;
    this.process = process;
    this.admin = admin;
  }

  public static Broker shared() {
    return Shared.BROKER;
  }

  private static Broker start() {
    try {
      FaultProxy proxy = FaultProxy.start();
      int login = FreePorts.pick(1).getFirst();
      Path directory = Files.createTempDirectory("holdfast-broker");
      BrokerProcess process =
          BrokerProcess.start(
              directory,
              List.of(System.getProperty("java.class.path").split(java.io.File.pathSeparator, -1)),
              proxy.port(),
              withLogin(proxy.port(), login));
      proxy.leadTo(process.port());
      return new Broker(
          proxy, login, process, Admin.create(Map.of("bootstrap.servers", proxy.address())));
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

  /// Where one has to log in, as `holdfast` with password `right`.
  public String loginAddress() {
    return "127.0.0.1:" + login;
  }

  private static Map<String, String> withLogin(int plain, int login) {
    return Map.of(
        BrokerProcess.EXTRA_LISTENER,
        "LOGIN://127.0.0.1:" + login,
        "advertised.listeners",
        "PLAINTEXT://127.0.0.1:" + plain + ",LOGIN://127.0.0.1:" + login,
        "listener.security.protocol.map",
        "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,LOGIN:SASL_PLAINTEXT",
        "listener.name.login.sasl.enabled.mechanisms",
        "PLAIN",
        "listener.name.login.plain.sasl.jaas.config",
        "org.apache.kafka.common.security.plain.PlainLoginModule required"
            + " user_holdfast=\"right\";");
  }

  /// Changes settings of a topic.
  public void change(String topic, Map<String, String> settings) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    List<AlterConfigOp> changes =
        settings.entrySet().stream()
            .map(
                one ->
                    new AlterConfigOp(
                        new ConfigEntry(one.getKey(), one.getValue()), AlterConfigOp.OpType.SET))
            .toList();
    try {
      var _ = admin.incrementalAlterConfigs(Map.of(resource, changes)).all().get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
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
