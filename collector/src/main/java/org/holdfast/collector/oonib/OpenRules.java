package org.holdfast.collector.oonib;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.holdfast.edge.Refusal;
import org.holdfast.edge.RefusedException;

/// How oonib checks the fields of an open request (legacy §1.2, L15 to L17, L19, L21). What
/// probe-services accepts is not held to the patterns (U3): its clients never were, and a report
/// that is not opened is a run of measurements lost.
public final class OpenRules {
  private static final Pattern NAME = Pattern.compile("[0-9A-Za-z_.+ -]+");
  private static final Pattern VERSION = Pattern.compile("[0-9A-Za-z_.+-]+");
  private static final List<String> REQUIRED =
      List.of("software_name", "software_version", "test_name", "test_version");
  private static final Map<String, Pattern> PATTERNS =
      Map.of(
          "software_name", NAME,
          "software_version", VERSION,
          "test_name", NAME,
          "test_version", VERSION,
          "data_format_version", VERSION);
  private static final DateTimeFormatter START_TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  private final List<BlockedClient> blockedClients;
  private final Supplier<OpenPolicy> policy;

  /// @param policy asked at each request
  public OpenRules(List<BlockedClient> blockedClients, Supplier<OpenPolicy> policy) {
    this.blockedClients = List.copyOf(blockedClients);
    this.policy = policy;
  }

  /// Checks the members of a request, with those of its YAML header filled in.
  ///
  /// @throws RefusedException 400 naming the field; 406 where it is against the policy
  public void checkRequest(OpenFields fields) {
    if (fields.satisfyProbeServices()) {
      if (fields.text("test_name").isEmpty()) {
        throw missing("test_name");
      }
    } else {
      checkFields(fields);
      fields.nonEmptyText("test_start_time").ifPresent(OpenRules::checkStartTime);
    }
    checkNotBlocked(fields);
    policy.get().check(fields.text("test_name").orElse(""), fields.inputHashes());
  }

  /// Checks the members of a YAML header. Real ones write times in many ways (U10), so those are
  /// not looked at.
  ///
  /// @throws RefusedException 400 naming the field
  public void checkHeader(OpenFields header) {
    checkFields(header);
    checkNotBlocked(header);
  }

  private static void checkFields(OpenFields fields) {
    for (String name : REQUIRED) {
      if (!fields.mistyped().contains(name) && fields.nonEmptyText(name).isEmpty()) {
        throw missing(name);
      }
    }
    PATTERNS.forEach(
        (name, pattern) -> {
          boolean matches =
              fields.nonEmptyText(name).map(text -> pattern.matcher(text).matches()).orElse(true);
          if (!matches || fields.mistyped().contains(name)) {
            throw invalid(name);
          }
        });
  }

  private static void checkStartTime(String text) {
    try {
      LocalDateTime.parse(text, START_TIME);
    } catch (DateTimeParseException e) {
      throw invalid("test_start_time");
    }
  }

  private void checkNotBlocked(OpenFields fields) {
    String name = fields.text("software_name").orElse("");
    String version = fields.text("software_version").orElse("");
    if (blockedClients.stream().anyMatch(client -> client.matches(name, version))) {
      throw Refusal.of(
              400,
              "invalid-request-field software_version",
              "This release is not served any more; please update",
              "blocked-client")
          .asException();
    }
  }

  private static RefusedException missing(String name) {
    return Refusal.of(400, "missing-request-field " + name, name + " is required", "missing-field")
        .asException();
  }

  private static RefusedException invalid(String name) {
    return Refusal.of(
            400, "invalid-request-field " + name, name + " is not of its form", "invalid-field")
        .asException();
  }
}
