package org.holdfast.credentials.sigma;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.holdfast.credentials.transcript.Transcript;

/// A statement: "I know scalars such that each of these images is the given linear combination of
/// these bases" (protocol, section 3.1).
///
/// Scalars are numbered as they are introduced, equations and terms count in the order they are
/// added; all of that enters the hash.
public final class LinearRelation {
  private final List<Equation> equations = new ArrayList<>();
  private int scalars;

  /// `scalar * base`, the scalar by its number.
  public record Term(int scalar, Base base) {}

  /// `image = sum of terms`.
  record Equation(Element image, List<Term> terms) {}

  /// Introduces a secret scalar.
  ///
  /// @return its number
  public int scalar() {
    return scalars++;
  }

  /// Introduces several.
  ///
  /// @return the number of the first
  public int scalars(int count) {
    int first = scalars;
    scalars += count;
    return first;
  }

  /// States that the image is the sum of the terms.
  public void equation(Element image, Term... terms) {
    equations.add(new Equation(image, List.of(terms)));
  }

  /// How many scalars the prover claims to know.
  public int scalarCount() {
    return scalars;
  }

  List<Equation> equations() {
    return equations;
  }

  /// Whether an image is the identity; such a statement would prove nothing and is refused.
  boolean hasTrivialImage() {
    return equations.stream().anyMatch(e -> e.image().point().isIdentity());
  }

  /// The statement as it is hashed (section 3.2).
  byte[] label() {
    IdentityHashMap<Base, Integer> places = new IdentityHashMap<>();
    List<byte[]> table = new ArrayList<>();
    ByteArrayOutputStream label = new ByteArrayOutputStream();
    label.writeBytes(Transcript.littleEndian(equations.size()));
    for (Equation equation : equations) {
      ByteArrayOutputStream terms = new ByteArrayOutputStream();
      for (Term term : equation.terms()) {
        Integer place = places.get(term.base());
        if (place == null) {
          place = table.size();
          places.put(term.base(), place);
          table.add(term.base().element().sharedEncoding());
        }
        terms.writeBytes(Transcript.littleEndian(term.scalar()));
        terms.writeBytes(Transcript.littleEndian(place));
      }
      label.writeBytes(Transcript.littleEndian(table.size()));
      label.writeBytes(Transcript.littleEndian(equation.terms().size()));
      label.writeBytes(terms.toByteArray());
      // Always a new entry, also for a point that is in the table already.
      table.add(equation.image().sharedEncoding());
    }
    table.forEach(label::writeBytes);
    return label.toByteArray();
  }
}
