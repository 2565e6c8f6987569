package org.holdfast.catalogue.api;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.MeasurementRow;
import org.holdfast.catalogue.StoredBodies;
import org.holdfast.catalogue.sql.SqlCatalogue;
import org.holdfast.catalogue.sql.SqlCatalogueOptions;
import org.holdfast.edge.RefusedException;
import org.holdfast.edge.Reply;
import org.holdfast.edge.Routes;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The read API over a real catalogue and bodies in memory, asked as the server would ask it.
final class ReadApi implements AutoCloseable {
  /// The evening of the day the measurements of `Measurements` were taken.
  static final Clock CLOCK = Clock.fixed(Instant.parse("2026-08-21T20:00:00Z"), ZoneOffset.UTC);

  private static final JsonMapper JSON = JsonMapper.builder().build();

  final Catalogue catalogue;
  final Bodies bodies = new Bodies();
  final Routes routes;

  private ReadApi(Catalogue catalogue, Clock clock, ReadOptions options) {
    this.catalogue = catalogue;
    this.routes = ReadRoutes.create(catalogue, bodies, clock, options);
  }

  static ReadApi open(Path directory) {
    return open(directory, CLOCK, ReadOptions.DEFAULT, SqlCatalogueOptions.DEFAULT);
  }

  static ReadApi open(
      Path directory, Clock clock, ReadOptions options, SqlCatalogueOptions bounds) {
    return new ReadApi(
        SqlCatalogue.openSqlite(
            directory.resolve("catalogue.sqlite"), clock, new SimpleMeterRegistry(), bounds),
        clock,
        options);
  }

  /// Adds rows, and for each a published document that names its uid.
  void add(MeasurementRow... rows) {
    catalogue.inTransaction(
        t -> {
          Arrays.stream(rows).forEach(t::addMeasurement);
          return true;
        });
    for (MeasurementRow row : rows) {
      bodies.published.put(row.uid().text(), "{\"of\":\"" + row.uid() + "\"}");
    }
  }

  Reply get(String target) {
    return ask(FakeRequest.get(target));
  }

  Reply ask(FakeRequest request) {
    Routes.Match match = routes.find("GET", request.path()).orElseThrow();
    try {
      return match.endpoint().handle(request.matched(match.pathParameters()));
    } catch (RefusedException e) {
      return e.refusal().toReply();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  JsonNode json(String target) {
    return json(get(target));
  }

  static JsonNode json(Reply reply) {
    return JSON.readTree(reply.body());
  }

  static String text(Reply reply) {
    return new String(reply.body(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    catalogue.close();
  }

  /// Bodies by uid; those named in `unreadable` fail, those not there are withdrawn.
  static final class Bodies implements StoredBodies {
    final Map<String, String> published = new HashMap<>();
    final Set<String> unreadable = new HashSet<>();
    Runnable beforeReading = () -> {};

    @Override
    public Optional<byte[]> published(MeasurementRow row) throws IOException {
      Runnable before = beforeReading;
      beforeReading = () -> {};
      before.run();
      String uid = row.uid().text();
      if (unreadable.contains(uid) || unreadable.contains(row.location().toString())) {
        throw new IOException("the disk hums");
      }
      return Optional.ofNullable(published.get(uid)).map(ReadApi::bytes);
    }

    @Override
    public Optional<byte[]> asReceived(MeasurementRow row) throws IOException {
      return published(row).map(b -> bytes("received: " + new String(b, StandardCharsets.UTF_8)));
    }

    @Override
    public Optional<byte[]> envelope(MeasurementRow row) throws IOException {
      return published(row).map(b -> bytes("{\"v\":1}"));
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
