package org.holdfast.app.issuer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.client.CollectorTransport;
import org.holdfast.credentials.transparency.BrokenLogException;
import org.holdfast.credentials.transparency.LogEntry;
import org.holdfast.credentials.transparency.ParameterLog;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Compares what several vantage points are shown of one issuer: the manifest must be the last
/// entry of the log and be called by the version that its content gives, and all logs must be one.
/// An issuer that shows somebody parameters or a policy of his own could recognise him; here it
/// leaves two entries signed with one key.
public final class ViewMonitor {
  /// Of a member that is there twice some clients take the first and some the last.
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY).build();

  /// What one vantage point is shown.
  ///
  /// @param name for people, mostly its URL
  /// @param manifest the body of the manifest
  public record View(String name, ParameterLog log, String manifest) {}

  /// What is wrong.
  ///
  /// @param mayPass whether one of them may only be behind, as while a new manifest spreads
  public record Finding(String text, boolean mayPass) {}

  private ViewMonitor() {}

  /// Asks one vantage point.
  ///
  /// @throws BrokenLogException if what it shows is no log
  public static View look(String name, CollectorTransport transport)
      throws IOException, InterruptedException, BrokenLogException {
    String manifest = text(transport, "/api/v1/manifest");
    return new View(name, ParameterLog.parse(text(transport, "/api/v1/credentials/log")), manifest);
  }

  private static String text(CollectorTransport transport, String path)
      throws IOException, InterruptedException {
    CollectorTransport.Answer answer = transport.ask(path, Optional.empty());
    if (answer.status() != 200) {
      throw new IOException(path + " is answered with " + answer.status());
    }
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  /// Everything that does not fit, each with its evidence; empty if all see the same.
  public static List<Finding> compare(List<View> views) {
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < views.size(); i++) {
      checkManifest(views.get(i)).ifPresent(findings::add);
      if (i > 0) {
        compare(views.getFirst(), views.get(i)).ifPresent(findings::add);
      }
    }
    return findings;
  }

  /// The manifest is the text of the last entry, with what is said about it behind.
  private static Optional<Finding> checkManifest(View view) {
    Optional<LogEntry> last = view.log().last();
    if (last.isPresent()
        && view.manifest().startsWith("{\"manifest\":" + last.get().payload() + ",\"meta\":")) {
      return checkVersion(view, last.get());
    }
    boolean logged =
        view.log().entries().stream()
            .anyMatch(e -> view.manifest().startsWith("{\"manifest\":" + e.payload() + ",\""));
    return Optional.of(
        new Finding(
            view.name()
                + " is shown a manifest that is not the last entry of its log:\n  manifest "
                + view.manifest()
                + last.map(entry -> "\n  entry    " + entry.text()).orElse(""),
            logged || last.isEmpty()));
  }

  /// Clients name the version in all they send: one that is somebody's own would tell him by it.
  private static Optional<Finding> checkVersion(View view, LogEntry last) {
    Optional<String> version = version(view.manifest());
    if (version.filter(last.version()::equals).isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        new Finding(
            view.name()
                + " is shown a manifest "
                + version
                    .map(named -> "with the version " + named + ", which its content does not give")
                    .orElse("that is no JSON, or says something twice")
                + ":\n  manifest "
                + view.manifest()
                + "\n  entry    "
                + last.text(),
            false));
  }

  private static Optional<String> version(String manifest) {
    try {
      return Optional.of(JSON.readTree(manifest).path("meta").path("version").asString(""));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  private static Optional<Finding> compare(View one, View other) {
    String names = one.name() + " and " + other.name();
    if (!one.log().publicKey().equals(other.log().publicKey())) {
      return Optional.of(
          new Finding(
              names
                  + " are shown logs of different keys:\n  "
                  + one.log().publicKey()
                  + "\n  "
                  + other.log().publicKey(),
              false));
    }
    int common = Math.min(one.log().entries().size(), other.log().entries().size());
    for (int i = 0; i < common; i++) {
      LogEntry here = one.log().entries().get(i);
      LogEntry there = other.log().entries().get(i);
      if (!here.equals(there)) {
        return Optional.of(
            new Finding(
                names
                    + " are shown different entries, both signed with "
                    + one.log().publicKey()
                    + ":\n  "
                    + here.text()
                    + "\n  "
                    + there.text(),
                false));
      }
    }
    return one.log().entries().size() == other.log().entries().size()
        ? Optional.empty()
        : Optional.of(
            new Finding(
                names
                    + " are shown logs of "
                    + one.log().entries().size()
                    + " and "
                    + other.log().entries().size()
                    + " entries",
                true));
  }
}
