package org.holdfast.app.role;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.holdfast.app.config.CollectorConfig;
import org.holdfast.bouncer.oonib.Library;
import org.holdfast.bouncer.oonib.LibraryFolder;
import org.holdfast.bouncer.oonib.OonibPolicy;
import org.holdfast.bouncer.oonib.OonibRoutes;
import org.holdfast.collector.oonib.OpenPolicy;
import org.holdfast.edge.Refusal;
import org.holdfast.edge.Routes;
import org.holdfast.edge.watch.PeriodicLook;
import org.holdfast.edge.watch.WatchedFiles;

/// A collector's policy, inputs and decks, as oonib kept them in files; watched like all others.
public final class OonibFolders implements AutoCloseable {
  private static final Duration LOOKED_AT_EVERY = Duration.ofSeconds(10);
  private static final Duration UNTIL_READ = Duration.ofSeconds(30);

  private final List<WatchedFiles<?>> watched = new ArrayList<>();
  private final Optional<WatchedFiles<Optional<OonibPolicy>>> policy;
  private final Optional<WatchedFiles<Library>> inputs;
  private final Optional<WatchedFiles<Library>> decks;
  private Optional<PeriodicLook> looks = Optional.empty();

  private OonibFolders(CollectorConfig config, MeterRegistry meters) {
    policy = watch("policy", config.policy(), Optional.empty(), OonibPolicy::read, meters);
    inputs = watch("inputs", config.inputs(), Library.EMPTY, LibraryFolder::inputs, meters);
    decks = watch("decks", config.decks(), Library.EMPTY, LibraryFolder::decks, meters);
  }

  private <T> Optional<WatchedFiles<T>> watch(
      String name,
      Optional<Path> path,
      T initial,
      WatchedFiles.Reader<T> reader,
      MeterRegistry meters) {
    Optional<WatchedFiles<T>> files =
        path.map(there -> new WatchedFiles<>(name, there, initial, reader, meters));
    files.ifPresent(watched::add);
    return files;
  }

  /// Reads what is there and begins to watch it.
  public static OonibFolders start(CollectorConfig config, MeterRegistry meters) {
    var folders = new OonibFolders(config, meters);
    folders.look();
    folders.looks =
        Optional.of(PeriodicLook.start("oonib-folders", LOOKED_AT_EVERY, folders::look));
    return folders;
  }

  private void look() {
    watched.forEach(WatchedFiles::look);
  }

  /// `/input`, `/deck` and, with a policy, `/policy`.
  public Routes routes() {
    Routes.Builder routes = Routes.builder().addAll(OonibRoutes.create(held(inputs), held(decks)));
    policy.ifPresent(files -> routes.addAll(OonibRoutes.policy(files::current)));
    return routes.build();
  }

  private static Supplier<Library> held(Optional<WatchedFiles<Library>> folder) {
    return () -> folder.map(WatchedFiles::current).orElse(Library.EMPTY);
  }

  /// Which reports may be opened. Before a configured policy could be read for the first time it
  /// refuses all with 503, rather than act as if there were none (legacy contract §3.1).
  public OpenPolicy policy() {
    return policy.map(files -> opening(files.current())).orElse(OpenPolicy.NONE);
  }

  private static OpenPolicy opening(Optional<OonibPolicy> known) {
    OonibPolicy policy =
        known.orElseThrow(
            () ->
                Refusal.unavailable("the policy cannot be read", "policy-unreadable", UNTIL_READ)
                    .asException());
    Set<String> netTests =
        policy.netTests().stream().map(OonibPolicy.NetTest::name).collect(Collectors.toSet());
    return OpenPolicy.of(Set.copyOf(policy.inputs()), netTests);
  }

  /// What is wrong with the files.
  public List<String> notes() {
    return watched.stream().flatMap(files -> files.faults().stream()).toList();
  }

  /// Stops looking at files; answers go on.
  @Override
  public void close() {
    looks.ifPresent(PeriodicLook::close);
  }
}
