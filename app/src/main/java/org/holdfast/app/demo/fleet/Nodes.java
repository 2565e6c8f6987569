package org.holdfast.app.demo.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Three collectors, two workers and two API nodes over a [Backing], each a process of its own.
public final class Nodes implements AutoCloseable {
  /// More would be in each other's way on a small machine.
  private static final int STARTED_AT_ONCE = 3;

  private final Map<NodeKind, List<NodeProcess>> nodes;

  private Nodes(Map<NodeKind, List<NodeProcess>> nodes) {
    this.nodes = nodes;
  }

  /// Starts all of them and waits until they serve.
  ///
  /// @param publishAfter how soon measurements go to the archive
  public static Nodes start(Path directory, Backing backing, Duration publishAfter)
      throws IOException {
    String common =
        backing.settings(secret(directory.resolve("access-key"), Backing.accessKey()))
            + """
            fleet: {key-file: '%s'}
            pipeline: {publish-after: %dms}
            """
                .formatted(
                    secret(
                        directory.resolve("fleet.key"),
                        "the one key of all collectors of this fleet\n"),
                    publishAfter.toMillis());
    Nodes all = new Nodes(Collections.synchronizedMap(new EnumMap<>(NodeKind.class)));
    List<Start> starts = new ArrayList<>();
    for (NodeKind kind : NodeKind.values()) {
      all.nodes.put(kind, Collections.synchronizedList(new ArrayList<>()));
      for (int i = 0; i < kind.count(); i++) {
        int id = starts.size() + 1;
        starts.add(
            () -> {
              NodeProcess node = NodeProcess.start(directory, kind, id, common);
              all.of(kind).add(node);
            });
      }
    }
    boolean started = false;
    try {
      together(starts);
      started = true;
      return all;
    } finally {
      if (!started) {
        all.close();
      }
    }
  }

  private static Path secret(Path file, String content) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(file, content);
  }

  @FunctionalInterface
  private interface Start {
    void run() throws IOException;
  }

  private static void together(List<Start> starts) throws IOException {
    try (ExecutorService threads = Executors.newFixedThreadPool(STARTED_AT_ONCE)) {
      List<Future<Start>> running = new ArrayList<>();
      for (Start start : starts) {
        running.add(
            threads.submit(
                () -> {
                  start.run();
                  return start;
                }));
      }
      for (Future<Start> future : running) {
        var _ = future.get();
      }
    } catch (ExecutionException e) {
      throw new IOException("a node did not start", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /// The nodes of a kind.
  public List<NodeProcess> of(NodeKind kind) {
    return nodes.getOrDefault(kind, List.of());
  }

  public List<NodeProcess> all() {
    return nodes.values().stream().flatMap(List::stream).toList();
  }

  /// The ports that nodes of a kind serve on.
  public List<Integer> ports(NodeKind kind) {
    return of(kind).stream().map(NodeProcess::port).toList();
  }

  /// The first of each kind.
  public List<NodeProcess> oneOfEach() {
    return nodes.values().stream().map(List::getFirst).toList();
  }

  /// Starts killed nodes again.
  public static void startAgain(List<NodeProcess> killed) throws IOException {
    together(killed.stream().map(node -> (Start) node::startAgain).toList());
  }

  @Override
  public void close() {
    all().forEach(NodeProcess::close);
  }
}
