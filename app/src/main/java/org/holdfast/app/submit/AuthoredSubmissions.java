package org.holdfast.app.submit;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.holdfast.client.CollectorTransport;
import org.holdfast.client.CredentialClient;
import org.holdfast.client.CredentialStore;
import org.holdfast.client.Handed;
import org.holdfast.client.RefusedException;
import org.holdfast.client.Retries;
import org.holdfast.credentials.nym.Network;
import org.holdfast.model.document.MeasurementFields;
import org.holdfast.model.document.MeasurementScanner;
import org.holdfast.model.json.UnreadableJsonException;
import tools.jackson.databind.node.JsonNodeFactory;

/// Submissions that prove who made them, without saying it.
final class AuthoredSubmissions implements AutoCloseable {
  private static final int ATTEMPTS_MAX = 8;

  private final CredentialStore store;
  private final CredentialClient client;

  private AuthoredSubmissions(CredentialStore store, CredentialClient client) {
    this.store = store;
    this.client = client;
  }

  /// @throws StateFileException if the credential cannot be used
  static AuthoredSubmissions open(Path credential, URI collector, HttpClient http, Pause pause)
      throws StateFileException {
    try {
      CredentialStore store = CredentialStore.open(credential);
      Retries retries =
          new Retries(ATTEMPTS_MAX, Duration.ofSeconds(1), Duration.ofSeconds(60), pause::pause);
      return new AuthoredSubmissions(
          store,
          new CredentialClient(
              store,
              CollectorTransport.http(http, collector),
              retries,
              Clock.systemUTC(),
              new SecureRandom()));
    } catch (IOException e) {
      throw new StateFileException(String.valueOf(e.getMessage()));
    }
  }

  /// Hands a document in; empty if it names no network and so nothing could be proven.
  Optional<Answer> submit(byte[] document) throws InterruptedException {
    Optional<Network> network = network(document);
    if (network.isEmpty()) {
      return Optional.empty();
    }
    try {
      Handed handed = client.submit(document, network.get());
      return Optional.of(
          new Answer.Accepted(
              JsonNodeFactory.instance.objectNode().put("measurement_uid", handed.uid())));
    } catch (RefusedException e) {
      return Optional.of(new Answer.Refused(String.valueOf(e.getMessage())));
    } catch (IOException e) {
      return Optional.of(new Answer.Unavailable("the collector cannot be reached: " + e));
    }
  }

  private static Optional<Network> network(byte[] document) {
    try {
      MeasurementFields fields = MeasurementScanner.scan(document, 0, document.length);
      return fields.probeCc().flatMap(cc -> fields.probeAsn().map(asn -> new Network(cc, asn)));
    } catch (UnreadableJsonException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() throws IOException {
    store.close();
  }
}
