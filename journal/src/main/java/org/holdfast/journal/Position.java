package org.holdfast.journal;

/// Where a record stands in the journal. Opaque to everyone but the journal that gave it; the text
/// form is stable and may be stored.
public record Position(String text) {
  @Override
  public String toString() {
    return text;
  }
}
