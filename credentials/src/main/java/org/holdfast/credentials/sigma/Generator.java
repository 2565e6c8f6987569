package org.holdfast.credentials.sigma;

import org.holdfast.credentials.group.Generators;

/// The generators as elements of statements, with tables that live as long as the process.
public final class Generator {
  /// A, which a verification multiplies twice per bit of a range.
  public static final Element A = Element.always(Generators.A);

  /// B, which occurs once in a statement.
  public static final Element B = Element.often(Generators.B);

  private Generator() {}
}
