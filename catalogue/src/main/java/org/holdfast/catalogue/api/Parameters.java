package org.holdfast.catalogue.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.holdfast.edge.Refusal;
import org.holdfast.edge.RefusedException;
import org.holdfast.edge.Request;

/// Reads query parameters. An empty one counts as absent; every complaint is a 400 that names the
/// parameter and says what would be accepted.
record Parameters(Request request) {
  private static final int MAX_ITEMS = 100;
  private static final int MAX_LENGTH = 8_192;

  Optional<String> text(String name) {
    Optional<String> value = request.query(name).filter(Predicate.not(String::isEmpty));
    if (value.isPresent() && value.get().length() > MAX_LENGTH) {
      throw refused(name, "must be at most " + MAX_LENGTH + " characters long");
    }
    return value;
  }

  Optional<String> text(String name, int minLength) {
    Optional<String> value = text(name);
    if (value.isPresent() && value.get().length() < minLength) {
      throw refused(name, "must be at least " + minLength + " characters long");
    }
    return value;
  }

  /// The items of a comma list; a parameter given several times is one list.
  List<String> list(String name) {
    List<String> items = new ArrayList<>();
    for (String value : request.queryAll(name)) {
      if (value.length() > MAX_LENGTH) {
        throw refused(name, "must be at most " + MAX_LENGTH + " characters long");
      }
      for (String item : value.split(",", -1)) {
        if (!item.isBlank()) {
          items.add(item.strip());
        }
      }
    }
    if (items.size() > MAX_ITEMS) {
      throw refused(name, "must list at most " + MAX_ITEMS + " values");
    }
    return items;
  }

  /// Likewise, each item at least so long.
  List<String> list(String name, int minLength) {
    List<String> items = list(name);
    if (items.stream().anyMatch(item -> item.length() < minLength)) {
      throw refused(name, "must list values of at least " + minLength + " characters");
    }
    return items;
  }

  Optional<Boolean> flag(String name) {
    return text(name).map(value -> toBoolean(name, value));
  }

  private static boolean toBoolean(String name, String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "true", "t", "1", "yes", "y", "on" -> true;
      case "false", "f", "0", "no", "n", "off" -> false;
      default -> throw refused(name, "must be true or false");
    };
  }

  int number(String name, int whenAbsent, int max) {
    return text(name).map(value -> toNumber(name, value, max)).orElse(whenAbsent);
  }

  private static int toNumber(String name, String value, int max) {
    if (value.matches("[0-9]{1,10}")) {
      long number = Long.parseLong(value);
      if (number <= max) {
        return (int) number;
      }
    }
    throw refused(name, "must be a whole number from 0 to " + max);
  }

  /// The refusal of a parameter.
  ///
  /// @param complaint continues a sentence that starts with the parameter's name
  static RefusedException refused(String name, String complaint) {
    return refused(400, name, complaint);
  }

  static RefusedException refused(int status, String name, String complaint) {
    return Refusal.of(
            status, "invalid-parameter " + name, name + " " + complaint, "invalid-parameter")
        .asException();
  }
}
