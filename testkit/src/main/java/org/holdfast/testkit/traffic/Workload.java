package org.holdfast.testkit.traffic;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/// What a crowd of probes of all generations hands in.
///
/// @param runs each measurement for the first time
/// @param repetitions some of them again: in the same bytes, or re-serialised through another door
public record Workload(List<ProbeRun> runs, List<ProbeRun> repetitions) {
  public Workload {
    runs = List.copyOf(runs);
    repetitions = List.copyOf(repetitions);
  }

  /// A mix of all generations.
  ///
  /// @param seed same seed, same workload
  /// @param firstStart start time of the first measurement
  /// @param runsPerGeneration probes of each generation
  /// @param measurementsPerRun measurements of each probe
  public static Workload mixed(
      long seed, Instant firstStart, int runsPerGeneration, int measurementsPerRun) {
    MeasurementMaker maker = new MeasurementMaker(seed, firstStart);
    List<ProbeRun> runs = new ArrayList<>();
    for (int i = 0; i < runsPerGeneration; i++) {
      for (Generation generation : Generation.values()) {
        List<Measurement> measurements =
            new ArrayList<>(
                generation == Generation.PYTHON_YAML
                    ? maker.yamlSeries(measurementsPerRun)
                    : maker.series(generation, measurementsPerRun));
        if (generation == Generation.PYTHON_YAML && i == 0) {
          measurements.add(maker.traceback(measurements.getFirst().vantage()));
          measurements.add(maker.aliasBomb(measurements.getFirst().vantage()));
        }
        runs.add(new ProbeRun(generation, measurements));
      }
    }
    return new Workload(runs, repetitionsOf(runs, new Random(seed)));
  }

  /// Every measurement once, by key.
  public Map<String, Measurement> measurements() {
    Map<String, Measurement> all = new TreeMap<>();
    for (ProbeRun run : runs) {
      run.measurements().forEach(measurement -> all.put(measurement.key(), measurement));
    }
    return all;
  }

  /// One JSON measurement of every other run again: a retry by the same generation, or
  /// re-serialised by another one. YAML entries are the same only within their report, so those are
  /// left out.
  private static List<ProbeRun> repetitionsOf(List<ProbeRun> runs, Random random) {
    Generation[] doors = {
      Generation.PYTHON_JSON, Generation.MEASUREMENT_KIT, Generation.GO_REPORT, Generation.GO_SUBMIT
    };
    List<ProbeRun> repetitions = new ArrayList<>();
    boolean respell = false;
    for (ProbeRun run : runs) {
      if (run.generation() == Generation.PYTHON_YAML) {
        continue;
      }
      Measurement again = run.measurements().get(random.nextInt(run.measurements().size()));
      repetitions.add(
          respell
              ? new ProbeRun(doors[random.nextInt(doors.length)], List.of(Respelling.of(again)))
              : new ProbeRun(run.generation(), List.of(again)));
      respell = !respell;
    }
    return repetitions;
  }
}
