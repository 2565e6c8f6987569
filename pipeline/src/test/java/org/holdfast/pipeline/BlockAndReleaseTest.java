package org.holdfast.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.MeasurementRow;
import org.holdfast.model.Sha256;
import org.holdfast.model.VantagePoint;
import org.holdfast.model.envelope.JournalRecord;
import org.holdfast.model.envelope.VerificationStatus;
import org.holdfast.model.id.MeasurementUid;
import org.holdfast.pipeline.block.Block;
import org.holdfast.pipeline.block.Blocklist;
import org.holdfast.pipeline.block.BlocklistFile;
import org.holdfast.pipeline.quarantine.Quarantine;
import org.holdfast.pipeline.quarantine.Releases;
import org.holdfast.pipeline.quarantine.SetAside;
import org.holdfast.pipeline.testing.FaultyCatalogue;
import org.holdfast.pipeline.testing.Installation;
import org.holdfast.pipeline.testing.Records;
import org.holdfast.pipeline.work.DependencyDownException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What a blocked probe proves is withheld, and comes out when it is released")
final class BlockAndReleaseTest {
  private static final Sha256 BLOCKED = Sha256.of("blocked".getBytes(UTF_8));
  private static final Sha256 OTHER = Sha256.of("other".getBytes(UTF_8));

  @TempDir Path directory;
  private Installation installation;
  private BlocklistFile file;
  private Releases releases;
  private VantagePoint network;

  @BeforeEach
  void install() throws Exception {
    installation = new Installation(directory);
    file = new BlocklistFile(directory.resolve("credentials/blocklist.jsonl"));
    releases = new Releases(directory.resolve("quarantine"));
    network = installation.records.submit(document(99)).envelope().claimed();
    installation.blocklist = this::read;
  }

  private Blocklist read() {
    try {
      return file.read();
    } catch (Exception e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }

  private String document(int number) {
    return installation.records.document(number, "plain");
  }

  private Block block(Instant from, Duration length) throws Exception {
    return file.block(BLOCKED, network, from, from.plus(length), "floods\nus");
  }

  private MeasurementUid submit(int number, Sha256 probe) {
    return installation.append(proven(installation.records.submit(document(number)), probe));
  }

  private static JournalRecord proven(JournalRecord record, Sha256 probe) {
    return new JournalRecord(
        Records.with(record.envelope(), VerificationStatus.VERIFIED, Optional.of(probe)),
        record.body());
  }

  private void drain() throws Exception {
    try (Pipeline pipeline = installation.open()) {
      Installation.drain(pipeline);
      installation.clock.advance(Duration.ofSeconds(2));
      Installation.drain(pipeline);
      Ledger ledger = pipeline.balance();
      assertThat(ledger.isBalanced()).as("%s", ledger).isTrue();
      assertThat(ledger.inJournal()).isZero();
    }
  }

  private Catalogue.Ledger known() {
    return installation.catalogue.ledger();
  }

  private Optional<MeasurementRow> row(MeasurementUid uid) {
    return installation.catalogue.find(uid.text());
  }

  private Optional<SetAside> setAside(MeasurementUid uid) throws IOException {
    return Quarantine.existing(directory.resolve("quarantine")).find(uid);
  }

  @Test
  void onlyWhoIsBlockedIsWithheldWhateverDocumentsSay() throws Exception {
    Block block = block(Installation.START, Duration.ofDays(1));
    MeasurementUid withheld = submit(1, BLOCKED);
    MeasurementUid other = submit(2, OTHER);
    MeasurementUid unproven = installation.append(installation.records.submit(document(3)));
    drain();

    assertThat(row(withheld)).isEmpty();
    assertThat(row(other)).isPresent();
    assertThat(row(unproven)).isPresent();
    SetAside decision = setAside(withheld).orElseThrow();
    assertThat(decision.stage()).isEqualTo("block");
    assertThat(decision.reason()).isEqualTo("blocked-" + block.id());
    assertThat(decision.detail()).contains("floods us", "until");
    assertThat(installation.catalogue.countSetAside("block")).containsValue(1L);
    assertThat(known().quarantined()).isEqualTo(1);
  }

  @Test
  void blockHoldsForWhatIsReceivedWhileItIsInForce() throws Exception {
    Instant noon = Installation.START;
    block(noon.minusSeconds(60), Duration.ofSeconds(30));
    Block lifted = block(noon.minusSeconds(20), Duration.ofDays(1));
    file.unblock(lifted.id(), noon.minusSeconds(1), "a test");
    Block later = block(noon.plusSeconds(3600), Duration.ofDays(1));
    MeasurementUid between = submit(1, BLOCKED);
    drain();

    assertThat(row(between)).isPresent();
    assertThat(later.isInForce(noon)).isFalse();
    assertThat(file.read().find(lifted.id()).orElseThrow().end()).isEqualTo(noon.minusSeconds(1));
  }

  @Test
  void proofThatComesAfterItsBytesIsWithheldAndTheyStayUnverified() throws Exception {
    JournalRecord first = installation.records.submit(document(1));
    MeasurementUid plain = installation.append(first);
    block(Installation.START, Duration.ofDays(1));
    MeasurementUid proof =
        installation.append(
            proven(
                new JournalRecord(
                    Records.withIdentity(
                        installation.records.submit(document(1)).envelope(),
                        first.envelope().identity()),
                    first.body()),
                BLOCKED));
    drain();

    assertThat(row(plain).orElseThrow().verification()).isEqualTo(VerificationStatus.UNVERIFIED);
    assertThat(setAside(proof)).isPresent();
  }

  @Test
  void releasedIsPublishedOnceUnderBothNames() throws Exception {
    Block block = block(Installation.START, Duration.ofDays(1));
    MeasurementUid withheld = submit(1, BLOCKED);
    drain();
    releases.ask(withheld, installation.clock.instant(), "a mistake");
    drain();

    MeasurementRow row = row(withheld).orElseThrow();
    assertThat(row.uid()).isNotEqualTo(withheld);
    assertThat(row.verification()).isEqualTo(VerificationStatus.VERIFIED);
    assertThat(new String(installation.bodies().published(row).orElseThrow(), UTF_8))
        .isEqualTo("{\"probe_id\":\"" + BLOCKED.hex() + "\"," + document(1).substring(1));
    assertThat(known()).isEqualTo(new Catalogue.Ledger(1, 1, 0, 1));
    assertThat(setAside(withheld)).as("nothing is deleted").isPresent();
    assertThat(file.read().find(block.id()).orElseThrow().isInForce(installation.clock.instant()))
        .as("the block goes on")
        .isTrue();
    assertThat(releases.asked(10)).isEmpty();
    assertThat(releases.knows(withheld.text())).isTrue();
  }

  @Test
  void releaseThatIsCarriedOutTwiceIsPublishedOnce() throws Exception {
    block(Installation.START, Duration.ofDays(1));
    MeasurementUid withheld = submit(1, BLOCKED);
    drain();
    for (int time = 0; time < 2; time++) {
      // As after a crash between the append and its note.
      releases.ask(withheld, installation.clock.instant(), "a mistake");
      drain();
    }
    assertThat(known()).isEqualTo(new Catalogue.Ledger(1, 2, 0, 1));
    assertThat(row(withheld)).isPresent();
  }

  @Test
  @DisplayName("I2: a release survives the loss of the catalogue, before and after it is archived")
  void releaseSurvivesTheLossOfTheCatalogue() throws Exception {
    block(Installation.START, Duration.ofDays(1));
    MeasurementUid withheld = submit(1, BLOCKED);
    MeasurementUid stays = submit(2, BLOCKED);
    drain();
    releases.ask(withheld, installation.clock.instant(), "a mistake");
    installation.publishAfter = Duration.ofHours(1);
    drain();
    Catalogue.Ledger before = known();
    installation.catalogue = new FaultyCatalogue(installation.faults);
    drain();
    assertThat(known()).isEqualTo(before);
    assertThat(row(withheld)).isPresent();

    installation.clock.advance(Duration.ofHours(2));
    drain();
    installation.journal.retain();
    installation.catalogue = new FaultyCatalogue(installation.faults);
    drain();
    assertThat(known()).isEqualTo(new Catalogue.Ledger(1, 1, 1, 1));
    assertThat(row(withheld)).isPresent();
    assertThat(setAside(stays)).isPresent();
  }

  @Test
  void whatCannotBeDecodedIsSetAsideAgain() throws Exception {
    JournalRecord broken = installation.records.yaml("no-such-report", "a: [");
    MeasurementUid uid = installation.append(broken);
    drain();
    releases.ask(uid, installation.clock.instant(), "perhaps now");
    drain();
    assertThat(known()).isEqualTo(new Catalogue.Ledger(0, 0, 2, 0));
  }

  @Test
  @DisplayName("I10: without a blocklist that can be read proven measurements wait")
  void unreadableBlocklistIsWaitedFor() throws Exception {
    block(Installation.START, Duration.ofDays(1));
    String good = Files.readString(file.path());
    Files.writeString(file.path(), good + "{\"act\":\"pardon\"}\n");
    MeasurementUid withheld = submit(1, BLOCKED);
    try (Pipeline pipeline = installation.open()) {
      assertThatThrownBy(() -> Installation.drain(pipeline))
          .isInstanceOf(DependencyDownException.class)
          .hasMessageContaining("blocklist");
    }
    Files.writeString(file.path(), good);
    drain();
    assertThat(setAside(withheld)).isPresent();
  }
}
