package org.holdfast.catalogue.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.holdfast.catalogue.Measurements.measurement;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.holdfast.catalogue.MeasurementRow;
import org.holdfast.catalogue.RowCopy;
import org.holdfast.catalogue.sql.SqlCatalogueOptions;
import org.holdfast.model.envelope.VerificationStatus;
import org.holdfast.model.id.MeasurementUid;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// D37: over the same measurements we give the answers that OONI's API was recorded to give. The
/// recordings are not part of the project; without them these tests are skipped, and
/// `ExpectedAnswersTest` remains.
@DisplayName("D37: recorded answers")
class RecordedAnswersTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String ORIGIN = "https://api.ooni.io";

  @TempDir private Path directory;

  private ReadApi open(String name) {
    Clock clock = Clock.fixed(Instant.parse("2026-07-12T12:00:00Z"), ZoneOffset.UTC);
    ReadOptions options = new ReadOptions(Optional.of(URI.create(ORIGIN)), 1_000);
    return ReadApi.open(directory.resolve(name), clock, options, SqlCatalogueOptions.DEFAULT);
  }

  /// Each page over measurements of its own: the recorded pages share some, since the table grew
  /// between the two requests.
  @Test
  void searchAnswersAsRecorded() throws IOException {
    for (JsonNode page : recorded("measurements__")) {
      JsonNode metadata = page.get("metadata");
      int offset = metadata.get("offset").intValue();
      try (ReadApi api = open("offset-" + offset)) {
        api.add(newerThan(page, offset));
        api.add(
            page.get("results")
                .valueStream()
                .map(RecordedAnswersTest::searched)
                .toArray(MeasurementRow[]::new));
        JsonNode answer = api.json(askedFor(metadata));
        assertThat(shape(answer.get("metadata"))).isEqualTo(shape(metadata));
        for (String exact : List.of("count", "current_page", "limit", "offset", "pages")) {
          assertThat(answer.get("metadata").get(exact)).isEqualTo(metadata.get(exact));
        }
        assertThat(byUid(answer)).isEqualTo(byUid(page));
      }
    }
  }

  /// Measurements that fill the pages before this one.
  private static MeasurementRow[] newerThan(JsonNode page, int howMany) {
    Instant newest =
        Instant.parse(page.get("results").get(0).get("measurement_start_time").stringValue());
    return IntStream.rangeClosed(1, howMany)
        .mapToObj(i -> measurement(i).startedAt(newest.plusSeconds(i)).row())
        .toArray(MeasurementRow[]::new);
  }

  @Test
  void metaAnswersAsRecorded() throws IOException {
    try (ReadApi api = open("meta")) {
      int number = 0;
      for (JsonNode recorded : recorded("measurement_meta__")) {
        MeasurementRow row = described(recorded, number++);
        api.add(row);
        api.bodies.published.put(row.uid().text(), recorded.get("raw_measurement").stringValue());
        JsonNode answer =
            api.json("/api/v1/measurement_meta?full=true&measurement_uid=" + row.uid());
        assertThat(shape(answer)).isEqualTo(shape(recorded));
        for (Map.Entry<String, JsonNode> member : recorded.properties()) {
          if (!member.getKey().equals("measurement_uid")) {
            assertThat(answer.get(member.getKey()))
                .as(member.getKey())
                .isEqualTo(member.getValue());
          }
        }
      }
    }
  }

  /// The request a recorded page answered: its `next_url` with the offset of the page itself.
  private static String askedFor(JsonNode metadata) {
    String next = metadata.get("next_url").stringValue().substring(ORIGIN.length());
    return next.replaceAll("&offset=[0-9]+", "&offset=" + metadata.get("offset").intValue());
  }

  private static Map<String, JsonNode> byUid(JsonNode page) {
    return page.get("results")
        .valueStream()
        .collect(Collectors.toMap(r -> r.get("measurement_uid").stringValue(), r -> r));
  }

  /// The row that a search result was made from.
  private static MeasurementRow searched(JsonNode result) {
    MeasurementUid uid = new MeasurementUid(result.get("measurement_uid").stringValue());
    MeasurementRow row =
        measurement(0)
            .receivedAt(uid.receivedAt())
            .report(result.get("report_id").stringValue())
            .input(result.get("input").stringValue(""))
            .from(
                result.get("probe_cc").stringValue(),
                Long.parseLong(result.get("probe_asn").stringValue().substring(2)))
            .test(result.get("test_name").stringValue())
            .startedAt(Instant.parse(result.get("measurement_start_time").stringValue()))
            .scores(result.get("scores").toString())
            .flags(
                result.get("anomaly").booleanValue(),
                result.get("confirmed").booleanValue(),
                result.get("failure").booleanValue())
            .verification(verification(result))
            .row();
    return RowCopy.of(row).uid(uid).row();
  }

  /// The row that a meta answer was made from; with a uid of ours, since the recorded ones are from
  /// before there were such.
  private static MeasurementRow described(JsonNode meta, int number) {
    Instant start = Instant.parse(meta.get("measurement_start_time").stringValue());
    MeasurementRow row =
        measurement(number)
            .report(meta.get("report_id").stringValue())
            .input(meta.get("input").stringValue())
            .from(meta.get("probe_cc").stringValue(), meta.get("probe_asn").longValue())
            .test(meta.get("test_name").stringValue())
            .startedAt(start)
            .receivedAt(start)
            .testStartedAt(Instant.parse(meta.get("test_start_time").stringValue()))
            .scores(meta.get("scores").stringValue())
            .flags(
                meta.get("anomaly").booleanValue(),
                meta.get("confirmed").booleanValue(),
                meta.get("failure").booleanValue())
            .verification(verification(meta))
            .row();
    return row;
  }

  private static VerificationStatus verification(JsonNode answer) {
    String wire = answer.get("verification_status").stringValue();
    return Arrays.stream(VerificationStatus.values())
        .filter(v -> v.wire().equals(wire))
        .findFirst()
        .orElseThrow();
  }

  /// Members with the JSON types of their values.
  private static Map<String, String> shape(JsonNode object) {
    Map<String, String> shape = new TreeMap<>();
    object.properties().forEach(m -> shape.put(m.getKey(), typeOf(m.getValue())));
    return shape;
  }

  private static String typeOf(JsonNode value) {
    return value.isIntegralNumber() ? "integer" : value.getNodeType().toString();
  }

  private static List<JsonNode> recorded(String prefix) throws IOException {
    Optional<Path> folder = folder();
    assumeThat(folder).as("recorded answers in shared/data/api").isPresent();
    Set<Path> files = new HashSet<>();
    try (Stream<Path> all = Files.list(folder.orElseThrow())) {
      all.filter(f -> f.getFileName().toString().startsWith(prefix)).forEach(files::add);
    }
    List<JsonNode> bodies = new ArrayList<>();
    for (Path file : files.stream().sorted().toList()) {
      bodies.add(JSON.readTree(Files.readAllBytes(file)).get("body"));
    }
    assumeThat(bodies).as("recorded answers " + prefix).isNotEmpty();
    return bodies;
  }

  private static Optional<Path> folder() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path candidate = at.resolve("shared/data/api");
      if (Files.isDirectory(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }
}
