package org.holdfast.testkit.crash.disk;

import java.nio.file.Path;
import java.util.regex.Pattern;

/// Where in the program an operation comes from, as far as it shows from outside: its kind, and the
/// file below the data directory with all that differs from run to run taken out of its name.
///
/// @param file as in `journal/*.seg`
public record Site(Operation operation, String file) {
  private static final Pattern VARYING = Pattern.compile("[0-9A-Za-z_-]*[0-9][0-9A-Za-z_-]*");

  /// The site of an operation on `relative`, a path below the data directory.
  static Site of(Operation operation, Path relative) {
    return new Site(operation, VARYING.matcher(relative.toString()).replaceAll("*"));
  }

  /// Reads what [#toString] gave.
  public static Site parse(String text) {
    int space = text.indexOf(' ');
    return new Site(Operation.valueOf(text.substring(0, space)), text.substring(space + 1));
  }

  @Override
  public String toString() {
    return operation + " " + file;
  }
}
