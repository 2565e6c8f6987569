package org.holdfast.bench.load;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.holdfast.testkit.kafka.BrokerProcess;
import org.holdfast.testkit.process.FreePorts;
import org.holdfast.testkit.proxy.FaultProxy;
import org.holdfast.testkit.proxy.FaultProxy.Fault;

/// A cluster of brokers on this machine, each behind a proxy that can take it away.
record LocalBrokers(List<BrokerProcess> brokers, List<FaultProxy> proxies)
    implements AutoCloseable {

  static LocalBrokers start(Path directory, int count) throws IOException {
    LocalBrokers cluster = new LocalBrokers(new ArrayList<>(), new ArrayList<>());
    boolean started = false;
    try {
      for (int node = 1; node <= count; node++) {
        cluster.add(directory.resolve("broker-" + node), node);
      }
      started = true;
      return cluster;
    } finally {
      if (!started) {
        cluster.close();
      }
    }
  }

  private void add(Path own, int node) throws IOException {
    FaultProxy proxy = FaultProxy.start();
    proxies.add(proxy);
    BrokerProcess broker =
        node == 1
            ? BrokerProcess.start(own, classPath(), proxy.port(), listeners(proxy.port()))
            : brokers.getFirst().join(node, own, listeners(proxy.port()));
    brokers.add(broker);
    proxy.leadTo(broker.port());
  }

  /// Among themselves brokers speak past the proxies.
  private static Map<String, String> listeners(int proxy) throws IOException {
    int inner = FreePorts.pick(1).getFirst();
    return Map.of(
        BrokerProcess.EXTRA_LISTENER,
        "INNER://127.0.0.1:" + inner,
        "advertised.listeners",
        "PLAINTEXT://127.0.0.1:" + proxy + ",INNER://127.0.0.1:" + inner,
        "inter.broker.listener.name",
        "INNER",
        "listener.security.protocol.map",
        "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,INNER:PLAINTEXT");
  }

  private static List<String> classPath() {
    return List.of(System.getProperty("java.class.path").split(File.pathSeparator, -1));
  }

  /// Where clients connect.
  String bootstrap() {
    return proxies.stream().map(FaultProxy::address).collect(Collectors.joining(","));
  }

  /// Does this to the way from clients to all of them.
  void set(Fault fault) {
    proxies.forEach(proxy -> proxy.set(fault));
  }

  @Override
  public void close() throws IOException {
    brokers.forEach(BrokerProcess::close);
    for (FaultProxy proxy : proxies) {
      proxy.close();
    }
  }
}
