package org.holdfast.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.holdfast.model.envelope.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
  @TempDir Path directory;

  @Test
  void withoutFileEverythingRunsOnLoopback() {
    HoldfastConfig config = ConfigFile.defaults().config();

    assertThat(config.data()).isEqualTo(Path.of("holdfast-data"));
    assertThat(config.roles()).containsExactlyInAnyOrder(Role.values());
    assertThat(config.listeners()).containsExactly(ListenerConfig.DEFAULT);
    assertThat(config.listeners().getFirst().address()).hasToString("127.0.0.1:8080");
    assertThat(config.admin().address()).hasToString("127.0.0.1:8081");
  }

  @Test
  void emptyFileAndEmptySectionsMeanTheDefaults() throws ConfigException {
    HoldfastConfig defaults = ConfigFile.defaults().config();

    assertThat(parse("").config()).isEqualTo(defaults);
    assertThat(parse("# nothing\n").config()).isEqualTo(defaults);
    assertThat(parse("bouncer:\npipeline:\nlisteners:\n").config()).isEqualTo(defaults);
  }

  @Test
  void kafkaIsNamedWithoutItsPassword() throws ConfigException {
    HoldfastConfig config =
        parse(
                """
                journal:
                  kafka:
                    bootstrap: kafka1.example.org:9092,kafka2.example.org:9092
                    user: holdfast
                    password-file: /etc/holdfast/password
                    worker-silence: 10s
                  spool: {after: 500ms}
                """)
            .config();

    KafkaConfig kafka = config.journal().kafka().orElseThrow();
    assertThat(kafka.topic()).isEqualTo("holdfast-journal");
    assertThat(kafka.workerSilence()).isEqualTo(Duration.ofSeconds(10));
    assertThat(kafka.mechanism().sasl()).isEqualTo("SCRAM-SHA-512");
    assertThat(report("journal: {kafka: {topic: x}}"))
        .contains("journal.kafka.bootstrap", "is missing");
    assertThat(report("journal: {kafka: {bootstrap: 'kafka'}}"))
        .contains("journal.kafka.bootstrap", "is not a list of brokers");
    assertThat(report("journal: {kafka: {bootstrap: 'k:1', user: u}}"))
        .contains("journal.kafka.user", "give both");
    assertThat(report("journal: {kafka: {bootstrap: 'k:1', authority-roots: pom.xml}}"))
        .contains("authority-roots", "tls");
    assertThat(report("journal: {kafka: {bootstrap: 'k:1', min-partitions: 0}}"))
        .contains("journal.kafka.min-partitions");
  }

  @Test
  void databaseServerIsNamedWithoutItsPassword() throws ConfigException {
    HoldfastConfig config =
        parse(
                """
                catalogue:
                  postgresql:
                    url: jdbc:postgresql://db1.example.org,db2.example.org:5433/holdfast?sslmode=require
                    password-file: /etc/holdfast/password
                """)
            .config();

    CatalogueConfig.Postgresql server = config.catalogue().postgresql().orElseThrow();
    assertThat(server.user()).isEqualTo("holdfast");
    assertThat(server.passwordFile()).contains(Path.of("/etc/holdfast/password"));
    assertThat(report("catalogue: {postgresql: {url: 'jdbc:postgresql://db/x?password=y'}}"))
        .contains("holds a password");
    assertThat(report("catalogue: {postgresql: {url: 'jdbc:postgresql://db:/x'}}"))
        .contains("is not the URL of a PostgreSQL database");
    assertThat(report("catalogue: {postgresql: {user: holdfast}}"))
        .contains("catalogue.postgresql.url", "is missing");
  }

  @Test
  void readsWhatTheFileSays() throws Exception {
    Path pem = Files.writeString(directory.resolve("pair.pem"), "x");
    HoldfastConfig config =
        parse(
                """
                data: /srv/holdfast
                roles: [collector, api]
                listeners:
                  - name: public
                    address: 127.0.0.1:0
                  - name: secure
                    address: '[::1]:8443'
                    trusted-proxies: 2
                    tls:
                      certificate: %1$s
                      key: %1$s
                admin: {address: 127.0.0.1:0}
                pipeline: {publish-after: PT90S}
                journal: {segment-size: 1GiB}
                """
                    .formatted(pem))
            .config();

    assertThat(config.roles()).containsExactlyInAnyOrder(Role.COLLECTOR, Role.API);
    ListenerConfig secure = config.listeners().get(1);
    assertThat(secure.address()).isEqualTo(new HostPort("::1", 8443));
    assertThat(secure.transport()).isEqualTo(Transport.HTTPS);
    assertThat(secure.tls()).isEqualTo(Optional.of(new TlsConfig.Files(pem, pem)));
    assertThat(secure.trustedProxies()).isEqualTo(2);
    assertThat(config.pipeline().publishAfter()).isEqualTo(Duration.ofSeconds(90));
    assertThat(config.journal().segmentSize().bytes()).isEqualTo(1L << 30);
  }

  @Test
  void limitsAreCheckedToo() {
    assertThat(
            report(
                """
                limits:
                  connections: 10
                  crowds: [10.0.0.0/8, proxy.example.org]
                  submissions: 0
                """))
        .contains("limits.connections-per-source  '1000' is more than connections, '10'")
        .contains("'proxy.example.org' is not a range of addresses; write for example '10.0.0.0/8'")
        .contains("'0' is not a whole number from 1 to 10000");
  }

  @Test
  void tellsAllMistakesAtOnceWithLineKeyValueAndWhatWouldBeAccepted() {
    assertThat(
            report(
                """
                data: /srv/holdfast
                roles: [collector, archiver]
                listeners:
                  - name: Public
                    address: localhost
                  - name: second
                    address: 127.0.0.1:9000
                    tls:
                      certificate: /nowhere/fullchain.pem
                  - name: second
                    address: 0.0.0.0:9000
                pipeline:
                  publish-after: 10 minutes
                  publish_afer: 10m
                colector:
                  id: x
                journal:
                  reserve: 12 gb
                  reserve: 1GiB
                  segment-size: [1]
                deadlines:
                  idle: 20s
                  drain:
                """))
        .isEqualTo(
            """
            holdfast.yaml has 15 problems; nothing was started
              line 2   roles                         'archiver' is not a role; there are collector, bouncer, pipeline, api
              line 4   listeners[0].name             'Public' is not a listener name; write up to 31 of a-z, 0-9 and '-', a letter first
              line 5   listeners[0].address          'localhost' is not an address; write for example '127.0.0.1:8080' or '[::1]:8080', port 0 to 65535
              line 8   listeners[1].tls.key          is missing; it belongs to the certificate
              line 9   listeners[1].tls.certificate  '/nowhere/fullchain.pem' is not a file that can be read; write the path of one
              line 10  listeners[2].name             'second' is taken by listeners[1]; every listener needs its own name
              line 11  listeners[2].address          '0.0.0.0:9000' is used by listeners[1] already; give another port, or 0 for any
              line 13  pipeline.publish-after        '10 minutes' is not a duration; write for example '30s', '10m' or 'PT10M'
              line 14  pipeline.publish_afer         unknown key; did you mean 'pipeline.publish-after'?
              line 16  colector.id                   unknown key; did you mean 'collector.id'?
              line 18  journal.reserve               '12 gb' is not a size; write for example '12GiB' (B, KiB, MiB, GiB, TiB)
              line 19  journal.reserve               stands twice, first on line 18
              line 20  journal.segment-size          a list is not a size; write for example '12GiB' (B, KiB, MiB, GiB, TiB)
              line 22  deadlines.idle                '20s' is too short, since clients keep connections 30s; write more, for example '75s'
              line 23  deadlines.drain               has no value; give one or leave the key out\
            """);
  }

  @Test
  void transportThatNoListenerHasIsRefused() {
    assertThat(report("listeners: [{transport: unix}]\n"))
        .isEqualTo(
            """
            holdfast.yaml has 1 problem; nothing was started
              line 1  listeners[0].transport  'unix' is not a transport of a listener; there are https, http, onion, fronted\
            """);
  }

  @Test
  void oneProblemIsOneProblem() {
    assertThat(report("publish-after: 10m\n"))
        .isEqualTo(
            """
            holdfast.yaml has 1 problem; nothing was started
              line 1  publish-after  unknown key; did you mean 'pipeline.publish-after'?\
            """);
  }

  @Test
  void frontBelongsToCloudfrontOnly() {
    assertThat(
            report(
                """
                bouncer:
                  collectors:
                    - type: cloudfront
                      address: https://d1.cdn.example
                    - address: https://c.example
                      front: f.example
                """))
        .contains("line 3  bouncer.collectors[0].front  ")
        .contains("line 6  bouncer.collectors[1].front  ");
  }

  @Test
  void certificateWithoutKeyAndKeyWithoutCertificateAreMistakes() {
    assertThat(report("listeners:\n  - tls: {certificate: pom.xml}\n"))
        .contains("line 2  listeners[0].tls.key  is missing");
    assertThat(report("listeners:\n  - tls: {key: pom.xml}\n"))
        .contains("line 2  listeners[0].tls.certificate  is missing");
  }

  @Test
  void mistakesAboutAnAuthorityAreToldWithLineKeyAndWhatWouldBeAccepted() throws IOException {
    assertThat(
            report(
                """
                listeners:
                  - name: one
                    address: 127.0.0.1:9001
                    tls:
                      certificate: pom.xml
                      key: pom.xml
                      acme:
                        directory: http://authority.example.org/directory
                        contact: operator@example.org
                        domains: [Collector.example.org, '*.example.org', 192.0.2.1]
                        challenge: dns-01
                        authority-roots: pom.xml
                        email: operator@example.org
                  - name: two
                    address: 127.0.0.1:9002
                    tls:
                      acme:
                        domains: []
                """))
        .isEqualTo(
            """
            holdfast.yaml has 14 problems; nothing was started
              line 5   listeners[0].tls.certificate           stands beside acme; give either files or acme
              line 6   listeners[0].tls.key                   stands beside acme; give either files or acme
              line 7   listeners[0].tls.acme                  its challenge is http-01, and no listener is there to answer it; add one without tls that port 80 of the domains leads to, or write 'challenge: tls-alpn-01'
              line 8   listeners[0].tls.acme.directory        'http://authority.example.org/directory' is not an https URL; write for example 'https://authority.example.org/directory'
              line 9   listeners[0].tls.acme.contact          'operator@example.org' is not a contact; write for example 'mailto:operator@example.org'
              line 10  listeners[0].tls.acme.domains          'Collector.example.org' is not a domain; write for example 'collector.example.org', in lower case
              line 10  listeners[0].tls.acme.domains          '*.example.org' is not a domain; write for example 'collector.example.org', in lower case
              line 10  listeners[0].tls.acme.domains          '192.0.2.1' is not a domain; write for example 'collector.example.org', in lower case
              line 11  listeners[0].tls.acme.challenge        'dns-01' is not a challenge; there are http-01, tls-alpn-01
              line 12  listeners[0].tls.acme.authority-roots  'pom.xml' is not a file of certificates that can be read; write the path of one in PEM
              line 13  listeners[0].tls.acme.email            unknown key; did you mean 'listeners[].tls.acme.domains'?
              line 17  listeners[1].tls.acme.directory        is missing; it says which authority to ask
              line 17  listeners[1].tls.acme                  its challenge is http-01, and no listener is there to answer it; add one without tls that port 80 of the domains leads to, or write 'challenge: tls-alpn-01'
              line 18  listeners[1].tls.acme.domains          is missing or empty; write for example '[collector.example.org]'\
            """);
  }

  @Test
  void listenerAndAdminMayNotShareAPort() {
    assertThat(report("admin: {address: 127.0.0.1:8080}\n"))
        .contains("listeners[0].address  '127.0.0.1:8080' is used by admin already");
  }

  @Test
  void syntaxErrorsHaveALine() {
    assertThat(report("data: x\n  roles: [")).contains("\n  line 2  (file)  is not YAML: ");
    assertThat(report("- a\n")).contains("line 1  (file)  is not a mapping of keys to values");
    assertThat(report("a: 1\n---\nb: 2\n")).contains("(file)  is not YAML");
  }

  @Test
  void hostileFilesAreRefusedWithinBounds() throws IOException {
    String bomb = "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: [" + "*c,".repeat(40) + "*c]\n";
    assertThat(report(bomb)).contains("1 problem");
    assertThat(report("a: " + "[".repeat(5000))).contains("1 problem");
    assertThat(report("data: &a [*a]\n")).contains("a list is not a path");
    Path large =
        Files.writeString(directory.resolve("large"), "#".repeat(ConfigFile.LENGTH_MAX + 1));
    assertThatThrownBy(() -> ConfigFile.read(large))
        .isInstanceOfSatisfying(
            ConfigException.class, e -> assertThat(e.report()).contains("is longer than 1MiB"));
  }

  @Test
  void bucketIsReadAndItsMistakesAreNamed() throws ConfigException {
    ArchiveConfig.S3 s3 =
        parse(
                """
                archive:
                  s3: {endpoint: 'https://s3.example.org', bucket: measurements, access-key-file: k}
                """)
            .config()
            .archive()
            .s3()
            .orElseThrow();
    assertThat(s3.region()).isEqualTo("us-east-1");
    assertThat(s3.pathStyle()).isTrue();

    assertThat(
            report(
                "archive: {s3: {endpoint: 'ftp://x/y', bucket: Wrong_Bucket, path-stile: true}}"))
        .contains("archive.s3.endpoint", "is not http:// or https:// with host and port alone")
        .contains("'Wrong_Bucket' is not the name of a bucket")
        .contains("archive.s3.access-key-file  is missing; it holds what the store knows us by")
        .contains("did you mean 'archive.s3.path-style'?");
  }

  @Test
  void missingFileIsAProblemLikeOthers() {
    assertThatThrownBy(() -> ConfigFile.read(directory.resolve("none.yaml")))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e -> assertThat(e.report()).contains("line -  (file)  does not exist"));
  }

  @Test
  void settingsShowDefaultBesideActual() throws ConfigException {
    assertThat(parse("pipeline: {publish-after: 90s}\n").settings())
        .contains(
            new Setting("pipeline.publish-after", "90s", "10m"),
            new Setting("journal.segment-size", "128MiB", "128MiB"),
            new Setting("listeners", "[public on 127.0.0.1:8080]", "[public on 127.0.0.1:8080]"));
  }

  private static ConfigFile.Loaded parse(String text) throws ConfigException {
    return ConfigFile.parse("holdfast.yaml", text);
  }

  private static String report(String text) {
    return catchThrowableOfType(ConfigException.class, () -> parse(text)).report();
  }
}
