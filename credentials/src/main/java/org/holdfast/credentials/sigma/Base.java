package org.holdfast.credentials.sigma;

/// A base variable of a statement. Two variables may have the same value and are still two: what
/// counts is the object, not the point.
public final class Base {
  private final Element element;

  /// A variable with this value, different from all others.
  public Base(Element element) {
    this.element = element;
  }

  /// Its value.
  public Element element() {
    return element;
  }
}
