package org.holdfast.model.id;

import java.util.regex.Pattern;

/// Names one collector of a fleet inside report ids and archive names: 1 to 16 of `[0-9A-Za-z]`.
/// Two collectors of one fleet must not share it.
public record CollectorId(String text) {
  private static final Pattern FORM = Pattern.compile("[0-9A-Za-z]{1,16}");

  public CollectorId {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("a collector id is 1 to 16 letters and digits");
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
