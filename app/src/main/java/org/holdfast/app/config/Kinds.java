package org.holdfast.app.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.holdfast.edge.AddressRange;

/// The kinds of values our keys have.
final class Kinds {
  static final Kind<String> TEXT =
      of(t -> Optional.of(t).filter(s -> !s.isBlank()), "is empty; write some text");
  static final Kind<Duration> DURATION = new DurationKind(Duration.ZERO);
  static final Kind<Duration> POSITIVE_DURATION = new DurationKind(Duration.ofMillis(1));
  static final Kind<ByteSize> SIZE =
      of(ByteSize::parse, "is not a size; write for example '12GiB' (B, KiB, MiB, GiB, TiB)");
  static final Kind<HostPort> ADDRESS =
      of(
          HostPort::parse,
          "is not an address; write for example '127.0.0.1:8080' or '[::1]:8080', port 0 to 65535");
  static final Kind<AddressRange> ADDRESS_RANGE =
      of(
          AddressRange::parse,
          "is not a range of addresses; write for example '10.0.0.0/8' or 'fd00::/8'");
  static final Kind<Path> PATH = of(Kinds::path, "is not a path");
  static final Kind<Path> EXISTING_FILE =
      of(
          t -> path(t).filter(Files::isRegularFile).filter(Files::isReadable),
          "is not a file that can be read; write the path of one");
  static final Kind<URI> URL =
      of(Kinds::url, "is not a URL; write for example 'https://collector.example.org'");

  static final Kind<Boolean> TRUTH =
      of(
          t ->
              switch (t) {
                case "true" -> Optional.of(true);
                case "false" -> Optional.of(false);
                default -> Optional.empty();
              },
          "is not a truth value; write 'true' or 'false'");

  private Kinds() {}

  static Kind<String> matching(String regex, String complaint) {
    Pattern pattern = Pattern.compile(regex);
    return of(t -> Optional.of(t).filter(s -> pattern.matcher(s).matches()), complaint);
  }

  static Kind<Integer> wholeNumber(int least, int most) {
    return of(
        t ->
            t.matches("[0-9]{1,9}")
                ? Optional.of(Integer.parseInt(t)).filter(n -> n >= least && n <= most)
                : Optional.empty(),
        "is not a whole number from " + least + " to " + most);
  }

  /// The constants of an enum, written in lower case with hyphens.
  static <E extends Enum<E>> Kind<E> oneOf(Class<E> type, String noun) {
    return oneOf(List.of(type.getEnumConstants()), noun);
  }

  /// Some constants of an enum.
  static <E extends Enum<E>> Kind<E> oneOf(List<E> constants, String noun) {
    String names = constants.stream().map(Kinds::written).collect(Collectors.joining(", "));
    return new Kind<>() {
      @Override
      public Optional<E> parse(String text) {
        return constants.stream().filter(c -> written(c).equals(text)).findFirst();
      }

      @Override
      public String complaint() {
        return "is not a " + noun + "; there are " + names;
      }

      @Override
      public String render(E value) {
        return written(value);
      }
    };
  }

  private static String written(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Optional<Path> path(String text) {
    try {
      return text.isBlank() ? Optional.empty() : Optional.of(Path.of(text));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static Optional<URI> url(String text) {
    try {
      URI uri = new URI(text);
      return Optional.of(uri).filter(u -> u.getScheme() != null && u.getHost() != null);
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  static <T> Kind<T> of(Function<String, Optional<T>> parser, String complaint) {
    return new Kind<>() {
      @Override
      public Optional<T> parse(String text) {
        return parser.apply(text);
      }

      @Override
      public String complaint() {
        return complaint;
      }
    };
  }
}
