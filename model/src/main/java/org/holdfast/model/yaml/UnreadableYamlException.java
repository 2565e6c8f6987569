package org.holdfast.model.yaml;

/// Text that is not YAML 1.1 a safe reader accepts, or exceeds the bounds it is read within.
public final class UnreadableYamlException extends Exception {
  private static final long serialVersionUID = 1L;

  public UnreadableYamlException(String problem) {
    super(problem);
  }
}
