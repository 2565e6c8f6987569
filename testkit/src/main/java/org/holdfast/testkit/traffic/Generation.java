package org.holdfast.testkit.traffic;

/// The generations of probes in the field, by the way they hand measurements in.
public enum Generation {
  /// ooniprobe 0.1 to 1.3: YAML entries through `PUT /report`, answers not looked at.
  PYTHON_YAML("ooniprobe 1.3 (YAML)", false),
  /// ooniprobe 1.5 to 2.3: JSON through `POST /report/{id}`, answers judged by `error` only.
  PYTHON_JSON("ooniprobe 2.3", true),
  /// measurement-kit, in the mobile apps up to 2020: no retry, one chance.
  MEASUREMENT_KIT("measurement-kit", true),
  /// OONI Probe with the Go engine up to 3.29: reports that are never closed.
  GO_REPORT("Go engine 3.29 (reports)", true),
  /// OONI Probe since 3.30: one request per measurement.
  GO_SUBMIT("since 3.30 (single requests)", true);

  private final String label;
  private final boolean readsAnswers;

  Generation(String label, boolean readsAnswers) {
    this.label = label;
    this.readsAnswers = readsAnswers;
  }

  /// A name for people.
  public String label() {
    return label;
  }

  /// Whether the probe looks at the answers to what it hands in.
  public boolean readsAnswers() {
    return readsAnswers;
  }
}
