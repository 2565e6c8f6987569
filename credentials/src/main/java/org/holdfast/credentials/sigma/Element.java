package org.holdfast.credentials.sigma;

import org.holdfast.credentials.group.FixedBase;
import org.holdfast.credentials.group.RistrettoPoint;
import org.holdfast.credentials.group.VartimeTable;
import org.jspecify.annotations.Nullable;

/// A point of a statement with its encoding, and with tables if it is multiplied often.
///
/// Tables are computed when first asked for and then kept as long as the element. Two threads may
/// compute the same table at the same time, which does no harm.
public final class Element {
  private final RistrettoPoint point;
  private final byte[] encoding;
  private final int width;
  private volatile @Nullable FixedBase secretTable;
  private volatile @Nullable VartimeTable vartimeTable;

  private Element(RistrettoPoint point, int width) {
    this.point = point;
    this.encoding = point.encode();
    this.width = width;
  }

  /// A point that occurs in one proof, a few times.
  public static Element once(RistrettoPoint point) {
    return new Element(point, 0);
  }

  /// A point that is worth a table.
  public static Element often(RistrettoPoint point) {
    return new Element(point, 5);
  }

  /// A point that is worth a large table, because it lives as long as the process.
  public static Element always(RistrettoPoint point) {
    return new Element(point, 8);
  }

  /// The point.
  public RistrettoPoint point() {
    return point;
  }

  /// Its 32 bytes.
  public byte[] encoding() {
    return encoding.clone();
  }

  /// Whether tables are worth their price.
  boolean isOften() {
    return width > 0;
  }

  /// The encoding itself, which nobody may change.
  byte[] sharedEncoding() {
    return encoding;
  }

  /// For multiplication by secrets; only if [#isOften()].
  public FixedBase secretTable() {
    FixedBase table = secretTable;
    if (table == null) {
      table = FixedBase.of(point);
      secretTable = table;
    }
    return table;
  }

  /// For multiplication by public scalars; only if [#isOften()].
  public VartimeTable vartimeTable() {
    VartimeTable table = vartimeTable;
    if (table == null) {
      table = VartimeTable.of(point, width);
      vartimeTable = table;
    }
    return table;
  }
}
