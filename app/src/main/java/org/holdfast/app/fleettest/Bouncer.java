package org.holdfast.app.fleettest;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.holdfast.app.build.BuildInfo;
import org.holdfast.app.config.ConfigException;
import org.holdfast.app.config.ConfigFile;
import org.holdfast.app.server.Server;
import org.holdfast.app.server.StartException;
import org.holdfast.app.server.StopRequestedException;
import org.holdfast.app.server.StopSignal;
import org.holdfast.model.json.BoundedJson;
import org.holdfast.model.json.UnreadableJsonException;
import tools.jackson.databind.JsonNode;

/// A real server with the role of a bouncer, and what it says.
final class Bouncer implements AutoCloseable {
  static final Duration EXERCISE_EVERY = Duration.ofMillis(800);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);
  private static final int ANSWER_BYTES_MAX = 1 << 20;

  private final String name;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Path directory;
  private final Path key;
  private final Path database;
  private volatile Server server;
  private volatile URI url;
  private volatile URI admin;
  private volatile boolean up;

  private Bouncer(String name, Path directory, Path key, Path database) throws IOException {
    this.name = name;
    this.directory = directory;
    this.key = key;
    this.database = database;
    this.server = open("127.0.0.1:0");
    this.url = url("public");
    this.admin = url("admin");
    this.up = true;
  }

  static Bouncer start(String name, Path directory, Path key, Path database) throws IOException {
    return new Bouncer(name, directory, key, database);
  }

  private Server open(String address) throws IOException {
    String config =
        """
        data: '%s'
        roles: [bouncer]
        admin: {address: '127.0.0.1:0'}
        listeners: [{name: public, address: '%s'}]
        deadlines: {drain: 100ms}
        bouncer: {collectors: [{address: 'https://configured.example.org'}]}
        fleet:
          key-file: '%s'
          directory:
            file: '%s'
            private-addresses: true
            look-every: 250ms
            look-within: 450ms
            exercise-every: %dms
            exercise-within: 500ms
        """
            .formatted(directory.resolve(name), address, key, database, EXERCISE_EVERY.toMillis());
    try {
      return Server.start(
          ConfigFile.parse("fleettest.yaml", config),
          BuildInfo.load(),
          Clock.systemUTC(),
          new StopSignal());
    } catch (ConfigException | StartException | StopRequestedException e) {
      throw new IOException("a bouncer does not start", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private URI url(String listener) {
    for (String word : server.readyLine().split(" ", -1)) {
      if (word.startsWith(listener + "=")) {
        return URI.create(word.substring(listener.length() + 1));
      }
    }
    throw new IllegalStateException("no listener " + listener);
  }

  String name() {
    return name;
  }

  URI url() {
    return url;
  }

  /// False while it is being started again.
  boolean isUp() {
    return up;
  }

  /// Ends it and starts another one in its place.
  void restart() throws IOException {
    up = false;
    server.close();
    server = open("127.0.0.1:" + url.getPort());
    admin = url("admin");
    up = true;
  }

  /// The nodes an answer to probes names: collectors and helpers.
  Set<String> told() throws IOException, InterruptedException {
    Set<String> told = new TreeSet<>(FleetTest.addressesIn(get(url, "/api/v1/collectors")));
    told.addAll(FleetTest.addressesIn(get(url, "/api/v1/test-helpers")));
    return told;
  }

  /// All nodes that stand in its answers.
  Set<String> listed() {
    Set<String> listed = new TreeSet<>();
    try {
      JsonNode nodes =
          BoundedJson.readTree(
                  get(admin, "/fleet/nodes").getBytes(StandardCharsets.UTF_8), ANSWER_BYTES_MAX)
              .path("nodes");
      for (JsonNode node : nodes) {
        if (node.path("in_answers").asBoolean(false)) {
          listed.addAll(FleetTest.addressesIn(node.path("addresses").toString().replace(' ', '"')));
        }
      }
    } catch (IOException | UnreadableJsonException e) {
      return Set.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return listed;
  }

  private String get(URI base, String path) throws IOException, InterruptedException {
    return http.send(
            HttpRequest.newBuilder(base.resolve(path)).timeout(ANSWER_WITHIN).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @Override
  public void close() {
    up = false;
    server.close();
    http.shutdownNow();
  }
}
