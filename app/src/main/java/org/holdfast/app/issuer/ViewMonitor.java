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

/// Compares what several vantage points are shown of one issuer: the manifest must be the last
/// entry of the log, and all logs must be one. An issuer that shows somebody parameters or a policy
/// of his own could recognise him; here it leaves two entries signed with one key.
public final class ViewMonitor {
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
      return Optional.empty();
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
