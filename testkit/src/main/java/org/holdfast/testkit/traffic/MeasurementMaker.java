package org.holdfast.testkit.traffic;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Makes measurements that look like those of the field and are of nobody: the same ones for the
/// same seed and start. Sizes of JSON documents run from 0.5 KB to about 100 KB around a median of
/// about 20 KB; each has a start time and a key of its own. Not thread-safe.
public final class MeasurementMaker {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final List<Vantage> VANTAGES =
      List.of(
          new Vantage("IT", "AS3269"),
          new Vantage("BR", "AS28573"),
          new Vantage("IR", "AS44244"),
          new Vantage("ID", "AS7713"),
          new Vantage("PT", "AS64501"),
          new Vantage("US", "AS7922"),
          new Vantage("RU", "AS12389"),
          new Vantage("EG", "AS8452"));

  private final Random random;
  private final String prefix;
  private final TestKeys testKeys;
  private Instant clock;
  private int made;

  /// @param seed same seed, same measurements
  /// @param firstStart start time of the first one; each further one starts a second later
  public MeasurementMaker(long seed, Instant firstStart) {
    this.random = new Random(seed);
    this.prefix = "m" + Long.toHexString(seed & 0xffffffffL) + "-";
    this.testKeys = new TestKeys(random);
    this.clock = firstStart;
  }

  /// JSON measurements of one nettest from one vantage point, as one run of a probe makes.
  public List<Measurement> series(Generation generation, int count) {
    Nettest nettest = Nettest.values()[random.nextInt(Nettest.values().length)];
    Vantage vantage = VANTAGES.get(random.nextInt(VANTAGES.size()));
    List<Measurement> series = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      series.add(json(generation, nettest, vantage, size()));
    }
    return series;
  }

  /// One JSON measurement of about `bytes` bytes, 500 at least.
  public Measurement json(Generation generation, Nettest nettest, Vantage vantage, int bytes) {
    String key = nextKey();
    String url = "https://site-" + key + ".example/news?q=1";
    ObjectNode document = JSON.createObjectNode();
    document.putObject("annotations").put("platform", platform(generation)).put("simulation", key);
    document.put("data_format_version", "0.2.0");
    document.put("id", new UUID(random.nextLong(), random.nextLong()).toString());
    document.put("input", nettest.hasInput() ? url : null);
    document.put("measurement_start_time", TIME.format(clock));
    document.put("probe_asn", vantage.asn()).put("probe_cc", vantage.cc());
    document.put("probe_ip", "127.0.0.1");
    document.put("software_name", softwareName(generation));
    document.put("software_version", softwareVersion(generation));
    document.set("test_keys", testKeys.make(nettest, url, Math.max(1, bytes - 560)));
    document.put("test_name", nettest.testName());
    document.put("test_runtime", random.nextInt(100_000) / 1000.0);
    document.put("test_start_time", TIME.format(clock));
    document.put("test_version", nettest.version());
    return measurement(
        key,
        Measurement.Format.JSON,
        generation,
        nettest.testName(),
        vantage,
        JSON.writeValueAsBytes(document),
        Fate.PUBLISHED);
  }

  /// YAML entries of one report, as ooniprobe 1.3 sends (U10): with `!!set`, `!!binary`, text of
  /// several scripts.
  public List<Measurement> yamlSeries(int count) {
    Vantage vantage = VANTAGES.get(random.nextInt(VANTAGES.size()));
    List<Measurement> series = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      String key = nextKey();
      String entry =
          """
          ---
          agent: agent
          body_length_match: true
          body_proportion: 1.0
          control_failure: null
          headers_diff: !!set {Server, Via}
          headers_match: true
          input: http://site-%s.example/
          note: "r\u00e9seau \u0441\u0435\u0442\u044c"
          simulation: %s
          socksproxy: null
          requests:
          - request: {method: GET, url: 'http://site-%s.example/'}
            response:
              code: 200
              body: !!binary |
                %s
          test_start_time: %d.0
          ...
          """
              .formatted(key, key, key, base64(random.nextInt(30, 900)), clock.getEpochSecond());
      series.add(yaml(key, vantage, entry, Fate.PUBLISHED));
    }
    return series;
  }

  /// What ooniprobe 1.3 appends when its nettest fails: a raw traceback between `---` and `...`,
  /// which no YAML reader takes for a measurement (U10).
  public Measurement traceback(Vantage vantage) {
    String key = nextKey();
    return yaml(
        key,
        vantage,
        """
        ---
        Traceback (most recent call last):
          File "ooni/nettest.py", line 471, in %s
            raise e: [unbalanced {
        ConnectionRefusedError: %s
        ...
        """
            .formatted(key.replace('-', '_'), key),
        Fate.QUARANTINED);
  }

  /// An entry whose aliases unfold to 10^10 items, which is accepted unread (U10) and must not harm
  /// the one who reads it.
  public Measurement aliasBomb(Vantage vantage) {
    String key = nextKey();
    StringBuilder entry = new StringBuilder("---\nsimulation: " + key + "\na0: &a0 [x, x, x]\n");
    for (int level = 1; level <= 10; level++) {
      String alias = "*a" + (level - 1);
      entry
          .append("a%d: &a%d [".formatted(level, level))
          .append(String.join(", ", Collections.nCopies(10, alias)))
          .append("]\n");
    }
    return yaml(key, vantage, entry.append("...\n").toString(), Fate.QUARANTINED);
  }

  private Measurement yaml(String key, Vantage vantage, String entry, Fate fate) {
    return measurement(
        key,
        Measurement.Format.YAML,
        Generation.PYTHON_YAML,
        "http_requests",
        vantage,
        entry.getBytes(StandardCharsets.UTF_8),
        fate);
  }

  private Measurement measurement(
      String key,
      Measurement.Format format,
      Generation generation,
      String testName,
      Vantage vantage,
      byte[] document,
      Fate fate) {
    Instant startedAt = clock;
    clock = clock.plusSeconds(1);
    return new Measurement(
        key,
        format,
        testName,
        vantage,
        softwareName(generation),
        softwareVersion(generation),
        startedAt,
        document,
        fate);
  }

  private String nextKey() {
    return prefix + "%06d".formatted(made++);
  }

  private int size() {
    double size = Math.exp(Math.log(20_000) + 0.9 * random.nextGaussian());
    return (int) Math.clamp(size, 500, 100_000);
  }

  private String base64(int bytes) {
    byte[] content = new byte[bytes];
    random.nextBytes(content);
    return Base64.getEncoder().encodeToString(content);
  }

  private static @Nullable String platform(Generation generation) {
    return switch (generation) {
      case PYTHON_YAML, PYTHON_JSON -> "lepidopter";
      case MEASUREMENT_KIT -> "android";
      case GO_REPORT, GO_SUBMIT -> "linux";
    };
  }

  private static String softwareName(Generation generation) {
    return switch (generation) {
      case PYTHON_YAML, PYTHON_JSON -> "ooniprobe";
      case MEASUREMENT_KIT -> "ooniprobe-android";
      case GO_REPORT, GO_SUBMIT -> "miniooni";
    };
  }

  private static String softwareVersion(Generation generation) {
    return switch (generation) {
      case PYTHON_YAML -> "1.3.2";
      case PYTHON_JSON -> "2.3.0";
      case MEASUREMENT_KIT -> "2.4.0";
      case GO_REPORT -> "3.29.1";
      case GO_SUBMIT -> "3.31.0";
    };
  }
}
