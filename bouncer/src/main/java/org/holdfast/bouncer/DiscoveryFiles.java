package org.holdfast.bouncer;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.holdfast.bouncer.circumvention.ToolFiles;
import org.holdfast.bouncer.circumvention.Tools;
import org.holdfast.bouncer.circumvention.VpnConfig;
import org.holdfast.bouncer.directory.FleetDirectory;
import org.holdfast.bouncer.directory.FleetSnapshot;
import org.holdfast.bouncer.oonib.BouncerFile;
import org.holdfast.bouncer.run.RunLinks;
import org.holdfast.bouncer.testlist.PriorityRule;
import org.holdfast.bouncer.testlist.PriorityRules;
import org.holdfast.bouncer.testlist.TestList;
import org.holdfast.bouncer.testlist.TestListFiles;
import org.holdfast.bouncer.testlist.TestUrl;
import org.holdfast.edge.watch.WatchedFiles;
import tools.jackson.databind.JsonNode;

/// Keeps a [DiscoverySnapshot] of what an operator's files say. They are read at each look that
/// finds them changed; what is broken keeps its last good version and shows in [#faults].
///
/// One thread at a time looks; any may ask for the snapshot, which answers from memory.
public final class DiscoveryFiles implements Supplier<DiscoverySnapshot> {
  private final FleetDirectory configuredFleet;
  private final List<TestUrl> configuredUrls;
  private final List<WatchedFiles<?>> watched = new ArrayList<>();
  private final Optional<WatchedFiles<Optional<FleetSnapshot>>> importFile;
  private final Optional<WatchedFiles<TestListFiles>> testLists;
  private final Optional<WatchedFiles<List<PriorityRule>>> prioritisation;
  private final Optional<WatchedFiles<Optional<JsonNode>>> torTargets;
  private final Optional<WatchedFiles<Optional<JsonNode>>> psiphonConfig;
  private final Optional<WatchedFiles<Map<String, VpnConfig>>> vpnConfigs;
  private final Optional<WatchedFiles<RunLinks>> runLinks;
  private volatile DiscoverySnapshot current;

  private DiscoveryFiles(
      DiscoveryPaths paths,
      FleetDirectory configuredFleet,
      List<TestUrl> configuredUrls,
      MeterRegistry meters) {
    this.configuredFleet = configuredFleet;
    this.configuredUrls = List.copyOf(configuredUrls);
    Watching watching = new Watching(meters);
    importFile =
        watching.files("bouncer-import", paths.importFile(), Optional.empty(), BouncerFile::read);
    testLists =
        watching.files("test-lists", paths.testLists(), TestListFiles.NONE, TestListFiles::read);
    prioritisation =
        watching.files(
            "prioritisation",
            paths.prioritisation(),
            List.of(PriorityRule.ANYTHING),
            PriorityRules::read);
    torTargets =
        watching.files("tor-targets", paths.torTargets(), Optional.empty(), ToolFiles::torTargets);
    psiphonConfig =
        watching.files(
            "psiphon-config", paths.psiphonConfig(), Optional.empty(), ToolFiles::psiphonConfig);
    vpnConfigs = watching.files("vpn-configs", paths.vpnConfigs(), Map.of(), ToolFiles::vpnConfigs);
    runLinks = watching.files("run-links", paths.runLinks(), RunLinks.NONE, RunLinks::read);
    current = assemble();
  }

  /// Reads what is there.
  ///
  /// @param configuredFleet what is told where no file is imported
  /// @param configuredUrls what is measured where there are no test lists
  public static DiscoveryFiles read(
      DiscoveryPaths paths,
      FleetDirectory configuredFleet,
      List<TestUrl> configuredUrls,
      MeterRegistry meters) {
    var files = new DiscoveryFiles(paths, configuredFleet, configuredUrls, meters);
    files.lookAtImport();
    files.look();
    return files;
  }

  @Override
  public DiscoverySnapshot get() {
    return importFile.isPresent() ? current : current.with(configuredFleet.snapshot());
  }

  /// What is wrong with files; empty if nothing is.
  public List<String> faults() {
    return watched.stream().flatMap(files -> files.faults().stream()).toList();
  }

  /// Looks at all files but the imported one.
  public synchronized void look() {
    boolean isNew = false;
    for (WatchedFiles<?> files : watched) {
      isNew |= importFile.filter(imported -> imported == files).isEmpty() && files.look();
    }
    if (isNew) {
      current = assemble();
    }
  }

  /// Looks at the imported bouncer file, which its operators edit live (L62).
  public synchronized void lookAtImport() {
    if (importFile.isPresent() && importFile.get().look()) {
      current = assemble();
    }
  }

  private DiscoverySnapshot assemble() {
    Tools tools =
        new Tools(
            torTargets.flatMap(WatchedFiles::current),
            psiphonConfig.flatMap(WatchedFiles::current),
            vpnConfigs.map(WatchedFiles::current).orElse(Map.of()));
    return new DiscoverySnapshot(
        importFile.flatMap(WatchedFiles::current),
        testList(),
        tools,
        runLinks.map(WatchedFiles::current).orElse(RunLinks.NONE));
  }

  private TestList testList() {
    List<TestUrl> listed = testLists.map(files -> files.current().urls()).orElse(List.of());
    return new TestList(
        listed.isEmpty() ? configuredUrls : listed,
        prioritisation.map(WatchedFiles::current).orElse(List.of(PriorityRule.ANYTHING)));
  }

  /// Collects what is watched while the fields are set.
  private final class Watching {
    private final MeterRegistry meters;

    Watching(MeterRegistry meters) {
      this.meters = meters;
    }

    <T> Optional<WatchedFiles<T>> files(
        String name, Optional<Path> path, T initial, WatchedFiles.Reader<T> reader) {
      Optional<WatchedFiles<T>> files =
          path.map(there -> new WatchedFiles<>(name, there, initial, reader, meters));
      files.ifPresent(watched::add);
      return files;
    }
  }
}
