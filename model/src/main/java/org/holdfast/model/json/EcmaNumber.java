package org.holdfast.model.json;

import java.math.BigDecimal;
import java.math.MathContext;

/// Numbers as ECMAScript's `Number::toString` prints them, which RFC 8785 §3.2.2.3 prescribes: the
/// fewest digits that identify the double, in plain notation from 1e-6 up to below 1e21.
///
/// `Double.toString` finds these digits since JDK 19; only the notation is ours.
final class EcmaNumber {
  /// What a double needs at most, and what printers of doubles (`%.17g`) give.
  private static final int DIGITS_OF_A_DOUBLE = 17;

  /// An integer of no more characters is the same number as text and as a double.
  private static final int LENGTH_OF_A_SAFE_INTEGER = 15;

  private EcmaNumber() {}

  /// @param value a finite number
  static String format(double value) {
    if (value == 0) {
      return "0";
    }
    String java = javaText(Math.abs(value));
    if (java.indexOf('E') < 0 && !java.endsWith(".0")) {
      return value < 0 ? "-" + java : java; // fractions from 1e-3 up to 1e7 are spelt alike
    }
    int mantissaEnd = java.indexOf('E') < 0 ? java.length() : java.indexOf('E');
    int dot = java.indexOf('.');
    String digits = java.substring(0, dot) + java.substring(dot + 1, mantissaEnd);
    int first = 0;
    while (digits.charAt(first) == '0') {
      first++;
    }
    int last = digits.length();
    while (digits.charAt(last - 1) == '0') {
      last--;
    }
    int exponent =
        mantissaEnd == java.length() ? 0 : Integer.parseInt(java.substring(mantissaEnd + 1));
    String placed = place(digits.substring(first, last), dot + exponent - first);
    return value < 0 ? "-" + placed : placed;
  }

  /// Java never prints fewer than two digits; among the subnormal numbers one may do.
  private static String javaText(double value) {
    String text = Double.toString(value);
    if (value < Double.MIN_NORMAL) {
      BigDecimal oneDigit = new BigDecimal(text).round(new MathContext(1));
      if (oneDigit.doubleValue() == value) {
        return oneDigit.unscaledValue() + ".0E" + -oneDigit.scale();
      }
    }
    return text;
  }

  /// @param point how many digits stand before the decimal point; negative if zeros follow it first
  private static String place(String digits, int point) {
    int count = digits.length();
    if (count <= point && point <= 21) {
      return digits + "0".repeat(point - count);
    }
    if (0 < point && point <= 21) {
      return digits.substring(0, point) + '.' + digits.substring(point);
    }
    if (-6 < point && point <= 0) {
      return "0." + "0".repeat(-point) + digits;
    }
    int exponent = point - 1;
    String mantissa = count == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
    return mantissa + (exponent < 0 ? "e-" : "e+") + Math.abs(exponent);
  }

  /// The canonical spelling of a JSON number: ECMAScript's where a double holds the number, else
  /// the text as it stands. A double is taken to hold an integer if it is exactly that integer, and
  /// any other number if its digits are no more than those a double can have been printed with.
  ///
  /// @param integer whether the text has neither fraction nor exponent
  static String canonical(String text, boolean integer) {
    if (integer && text.length() <= LENGTH_OF_A_SAFE_INTEGER && !text.equals("-0")) {
      return text;
    }
    double value = Double.parseDouble(text);
    if (!Double.isFinite(value)) {
      return text;
    }
    int digits = significantDigits(text);
    if (!integer && digits <= DIGITS_OF_A_DOUBLE) {
      return value == 0 && digits > 0 ? text : format(value);
    }
    String formatted = format(value);
    return isSameNumber(text, formatted) ? formatted : text;
  }

  /// Whether a JSON number is certainly spelt canonically: short integers, and fractions without
  /// exponent whose digits are so few that no double has two spellings among them. Cheap, and true
  /// of most numbers in measurements; false says nothing.
  ///
  /// @param json a text that a [StrictJsonReader] has read, with a number at `[start, end)`
  static boolean isCanonical(byte[] json, int start, int end) {
    int first = json[start] == '-' ? start + 1 : start;
    if (end - first > LENGTH_OF_A_SAFE_INTEGER) {
      return false;
    }
    int point = -1;
    for (int i = first; i < end; i++) {
      if (json[i] == '.') {
        point = i;
      } else if (json[i] > '9' || json[i] < '0') {
        return false;
      }
    }
    if (point < 0) {
      return json[first] != '0' || first == start;
    }
    // Below 1e-6 ECMAScript writes an exponent; with six decimals there is nothing so small.
    boolean largeEnough = json[first] != '0' || json[point + 1] != '0' || end - point <= 7;
    return json[end - 1] != '0' && largeEnough;
  }

  private static int significantDigits(String text) {
    int count = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 'e' || c == 'E') {
        break;
      }
      if (c >= '1' && c <= '9' || c == '0' && count > 0) {
        count++;
      }
    }
    return count;
  }

  private static boolean isSameNumber(String text, String formatted) {
    return new BigDecimal(text).compareTo(new BigDecimal(formatted)) == 0;
  }
}
