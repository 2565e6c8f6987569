package org.holdfast.app.demo.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.holdfast.testkit.kafka.BrokerProcess;
import org.holdfast.testkit.process.FreePorts;
import org.holdfast.testkit.store.S3Server;

/// What a fleet stands on: one Kafka broker with the journal's topic, one PostgreSQL server, one S3
/// server with the archive's bucket. They have one copy of everything, where a real fleet has
/// three.
public final class Backing implements AutoCloseable {
  static final String TOPIC = "holdfast-journal";
  static final String BUCKET = "measurements";
  static final int PARTITIONS = 6;

  private final Path directory;
  private final ServerLibrary library;
  private final PostgresProcess database;
  private final BrokerProcess broker;
  private S3Server store;

  private Backing(
      Path directory,
      ServerLibrary library,
      PostgresProcess database,
      BrokerProcess broker,
      S3Server store) {
    this.directory = directory;
    this.library = library;
    this.database = database;
    this.broker = broker;
    this.store = store;
  }

  /// Starts all three below a directory, with the topic and the bucket.
  public static Backing start(Path directory, ServerLibrary library) throws IOException {
    S3Server store = startStore(directory, library, FreePorts.pick(1).getFirst());
    BrokerProcess broker = null;
    boolean started = false;
    try {
      store.createBucket(BUCKET);
      broker =
          BrokerProcess.start(
              directory.resolve("kafka"), library.classPath(), 0, Map.of("log.retention.ms", "-1"));
      createTopic(broker.address());
      PostgresProcess database =
          PostgresProcess.start(directory.resolve("postgresql"), library.classPath());
      started = true;
      return new Backing(directory, library, database, broker, store);
    } finally {
      if (!started) {
        store.close();
        if (broker != null) {
          broker.close();
        }
      }
    }
  }

  private static S3Server startStore(Path directory, ServerLibrary library, int port)
      throws IOException {
    try {
      return S3Server.start(
          Files.createDirectories(directory.resolve("s3")), port, library.s3proxy());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static void createTopic(String bootstrap) throws IOException {
    Map<String, String> settings =
        Map.of("retention.ms", "-1", "min.insync.replicas", "1", "max.message.bytes", "70000000");
    NewTopic topic = new NewTopic(TOPIC, Optional.of(PARTITIONS), Optional.empty());
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      var _ = admin.createTopics(List.of(topic.configs(settings))).all().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IOException("the topic could not be created", e);
    }
  }

  /// The settings of a node that uses them, as YAML.
  ///
  /// @param accessKey a file with [#accessKey]
  String settings(Path accessKey) {
    return """
    journal:
      reserve: 64MiB
      kafka: {bootstrap: '%s', topic: %s, min-insync-replicas: 1, min-partitions: 2}
    catalogue:
      postgresql: {url: '%s', user: postgres}
    archive:
      s3: {endpoint: '%s', bucket: %s, access-key-file: '%s'}
    """
        .formatted(broker.address(), TOPIC, database.url(), store.url(), BUCKET, accessKey);
  }

  static String accessKey() {
    return S3Server.ACCESS_KEY + "\n" + S3Server.SECRET_KEY + "\n";
  }

  /// The bucket, as the files that the server keeps it in.
  public Path archive() {
    return directory.resolve("s3").resolve("objects").resolve(BUCKET);
  }

  /// Ends all three with SIGKILL.
  public void kill() throws IOException {
    broker.kill();
    store.close();
    database.kill();
  }

  /// Starts all three again over what they had.
  public void startAgain() throws IOException {
    store = startStore(directory, library, store.port());
    database.startAgain();
    broker.restart();
  }

  @Override
  public void close() throws IOException {
    broker.close();
    store.close();
    database.close();
  }
}
