package org.holdfast.model.yaml;

import org.yaml.snakeyaml.error.YAMLException;

/// A document exceeds a bound of ours, or holds what JSON cannot; the problem repeats nothing of
/// the input.
final class RefusedYamlException extends YAMLException {
  private static final long serialVersionUID = 1L;

  private final String problem;

  RefusedYamlException(String problem) {
    super(problem);
    this.problem = problem;
  }

  String problem() {
    return problem;
  }
}
