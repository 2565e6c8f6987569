package org.holdfast.app.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.holdfast.testkit.crash.Subject;
import org.holdfast.testkit.process.ServerCommand;

/// `holdfast serve` of this build with its journal in Kafka: each directory has a topic of its own.
///
/// Only on processes of its own: what a dead process had on its way to the broker must be gone with
/// it.
final class KafkaBuild implements Subject {
  private static final String SEGMENTS = "  reserve: 16MiB\n";

  private final ServedBuild build = new ServedBuild();
  private final CrashBroker broker;

  KafkaBuild(CrashBroker broker) {
    this.broker = broker;
  }

  @Override
  public Path data(Path directory) {
    return build.data(directory);
  }

  @Override
  public void configure(Path directory, int publicPort, int adminPort) throws IOException {
    build.configure(directory, publicPort, adminPort);
    String topic = "crash-" + directory.getFileName();
    createTopic(topic);
    Path file = directory.resolve(ServedBuild.CONFIGURATION);
    String kafka =
        "  spool: {after: 200ms}\n  kafka: {bootstrap: '%s', topic: %s, min-insync-replicas: 1}\n"
            .formatted(broker.address(), topic);
    Files.writeString(file, Files.readString(file).replace(SEGMENTS, SEGMENTS + kafka));
  }

  private void createTopic(String name) throws IOException {
    Map<String, String> settings =
        Map.of("retention.ms", "-1", "min.insync.replicas", "1", "max.message.bytes", "70000000");
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.ownAddress()))) {
      var _ =
          admin
              .createTopics(
                  List.of(new NewTopic(name, Optional.of(2), Optional.empty()).configs(settings)))
              .all()
              .get();
    } catch (ExecutionException e) {
      throw new IOException("the topic cannot be created", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public ServerCommand command(Path directory, List<String> jvmArguments, List<Path> classPath) {
    return build.command(directory, jvmArguments, classPath);
  }

  @Override
  public List<String> hostArguments(Path directory) throws IOException {
    return build.hostArguments(directory);
  }

  @Override
  public Resident startHere(Path directory) {
    throw new UnsupportedOperationException("a server on Kafka dies as a process only");
  }
}
