package org.holdfast.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.holdfast.catalogue.Measurements.FIRST;
import static org.holdfast.catalogue.Measurements.REPORT;
import static org.holdfast.catalogue.Measurements.archived;
import static org.holdfast.catalogue.Measurements.digest;
import static org.holdfast.catalogue.Measurements.measurement;
import static org.holdfast.catalogue.Measurements.uid;
import static org.holdfast.catalogue.Queries.everything;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.holdfast.catalogue.Catalogue.Ledger;
import org.holdfast.catalogue.CatalogueTransaction.ArchivedObject;
import org.holdfast.catalogue.CatalogueTransaction.ArchivedPlace;
import org.holdfast.catalogue.CatalogueTransaction.Standing;
import org.holdfast.model.Sha256;
import org.holdfast.model.envelope.VerificationStatus;
import org.holdfast.model.id.MeasurementUid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// What every [Catalogue] does, whatever it is kept in.
public abstract class CatalogueContract {
  private static final String STEM =
      "raw/20260821/09/IT/webconnectivity/2026082109_IT_webconnectivity.n1.0";
  private static final ArchivedObject OBJECT =
      new ArchivedObject(STEM, 2, 12_345, FIRST, FIRST.plusSeconds(60));

  private Catalogue catalogue;

  /// Opens the catalogue of this test; what was committed before is there again.
  protected abstract Catalogue open();

  @BeforeEach
  void openCatalogue() {
    catalogue = open();
  }

  @AfterEach
  void closeCatalogue() {
    catalogue.close();
  }

  @Test
  void measurementComesBackAsItWasAdded() {
    MeasurementRow row =
        measurement(1)
            .input("https://例え.example/?q=%F0%9F%92%A9&x='; DROP TABLE measurement; --")
            .from("ZZ", 4_294_967_295L)
            .domain("例え.example:8443")
            .flags(true, false, true)
            .verification(VerificationStatus.VERIFIED)
            .marks("unattested", "after-close")
            .runLink("10042")
            .startedAt(Instant.parse("1970-01-01T00:00:00Z"))
            .row();
    add(row);
    assertThat(catalogue.find(row.uid().text())).contains(row);
  }

  @Test
  void measurementInTheArchiveComesBackWithItsPlace() {
    MeasurementRow row = measurement(1).at(archived(STEM, 1)).row();
    add(row);
    assertThat(catalogue.find(row.uid().text())).contains(row);
    assertThat(catalogue.ledger()).isEqualTo(new Ledger(1, 0, 0, 1));
  }

  @Test
  void inputsAreCountedByNettestVantagePointAndTime() {
    add(
        measurement(1).input("a").from("IT", 1).row(),
        measurement(2).input("b").from("IT", 2).row(),
        measurement(3).input("b").from("IT", 1).row(),
        measurement(4).input("b").from("FR", 1).row(),
        measurement(5).input("b").from("IT", 1).test("ndt").row(),
        measurement(6).input("b").from("IT", 1).startedAt(FIRST.minusSeconds(1)).row());

    assertThat(count(OptionalLong.empty(), 9)).isEqualTo(Map.of("b", 2L, "a", 1L));
    assertThat(count(OptionalLong.of(1), 9)).isEqualTo(Map.of("b", 1L, "a", 1L));
    assertThat(count(OptionalLong.empty(), 1)).isEqualTo(Map.of("b", 2L));
  }

  private Map<String, Long> count(OptionalLong asn, int limit) {
    return catalogue.countByInput("web_connectivity", "IT", asn, FIRST, limit);
  }

  @Test
  void unknownUidIsNotFound() {
    add(measurement(1).row());
    assertThat(catalogue.find(uid(2).text())).isEmpty();
    assertThat(catalogue.find("")).isEmpty();
    assertThat(catalogue.find("\0' OR 1=1")).isEmpty();
    assertThat(catalogue.find("x".repeat(100_000))).isEmpty();
  }

  @Test
  void extremeClaimsAreHeldRatherThanRefused() {
    MeasurementRow row =
        measurement(1)
            .input("nul\0byte " + "i".repeat(100_000))
            .test("t".repeat(100_000))
            .domain("d".repeat(10_000))
            .runtime(Double.NaN)
            .startedAt(Instant.MAX)
            .row();
    add(row);
    MeasurementRow found = catalogue.find(row.uid().text()).orElseThrow();
    assertThat(found.testRuntime()).isZero();
    assertThat(found.measurementStartTime()).isBefore(Instant.parse("+10000-01-01T00:00:00Z"));
    assertThat(search(everything().input(row.input()))).containsExactly(found.uid());
    assertThat(search(everything().tests(row.testName()))).containsExactly(found.uid());
    assertThat(search(everything().domains(row.domain()))).containsExactly(found.uid());
  }

  @Test
  void addingAMeasurementAgainChangesNothing() {
    MeasurementRow row = measurement(1).row();
    add(row, row);
    add(measurement(1).at(new Location.InJournal("elsewhere")).row());
    assertThat(catalogue.find(row.uid().text())).contains(row);
    assertThat(catalogue.ledger()).isEqualTo(new Ledger(1, 0, 0, 0));
  }

  @Test
  void manyMeasurementsInOneTransactionAreAllThere() {
    add(numbered(0, 1_234));
    assertThat(catalogue.ledger().published()).isEqualTo(1_234);
    assertThat(search(everything().page(0, 2_000))).hasSize(1_234);
  }

  @Test
  @DisplayName("I5: the first uid registered for a content stays its uid")
  void firstClaimOfAFingerprintWins() {
    assertThat(claim(7, uid(1))).isEqualTo(uid(1));
    assertThat(claim(7, uid(2))).isEqualTo(uid(1));
    assertThat(claim(7, uid(1))).isEqualTo(uid(1));
    assertThat(claim(8, uid(2))).isEqualTo(uid(2));
  }

  @Test
  @DisplayName("P54: a proof raises the measurement whose bytes it is over, and no other")
  void aProofRaisesTheVerdictOfItsBytes() {
    MeasurementRow row = measurement(1).row();
    add(row);
    catalogue.inTransaction(
        transaction -> {
          transaction.raiseToVerified(row.uid(), measurement(2).row().identity());
          return 0;
        });
    assertThat(catalogue.find(row.uid().text())).contains(row);
    catalogue.inTransaction(
        transaction -> {
          transaction.raiseToVerified(uid(9), row.identity());
          transaction.raiseToVerified(row.uid(), row.identity());
          return 0;
        });
    assertThat(catalogue.find(row.uid().text())).contains(RowCopy.of(row).verified().row());
  }

  @Test
  @DisplayName("I5, D17: both uids of a measurement sent twice resolve to it")
  void aliasResolvesToTheMeasurement() {
    MeasurementRow row = measurement(1).row();
    add(row);
    alias(2, 1);
    alias(2, 1);
    assertThat(catalogue.find(uid(2).text())).contains(row);
    assertThat(catalogue.find(uid(1).text())).contains(row);
    assertThat(catalogue.ledger()).isEqualTo(new Ledger(1, 1, 0, 0));
  }

  @Test
  @DisplayName("I5: bytes are recognised in whichever sending they came, until it is withdrawn")
  void publishedMeasurementIsFoundByItsBytesAndThoseOfItsAliases() {
    MeasurementRow row = measurement(1).row();
    change(
        t -> {
          assertThat(t.findPublished(row.identity())).isEmpty();
          t.addMeasurement(row);
          t.addAlias(uid(2), uid(1), digest("spelling 2"));
          assertThat(t.findPublished(row.identity())).contains(uid(1));
          assertThat(t.findPublished(digest("spelling 2"))).contains(uid(1));
          t.withdraw(uid(1));
          assertThat(t.findPublished(row.identity())).isEmpty();
          assertThat(t.findPublished(digest("spelling 2"))).isEmpty();
        });
  }

  @Test
  void standingsTellWhatArchivingMustKnow() {
    MeasurementRow waiting = measurement(1).marks("after-close").row();
    MeasurementRow archived = measurement(2).at(archived(STEM, 1)).row();
    add(waiting, archived);
    alias(3, 1);
    List<MeasurementUid> asked =
        IntStream.rangeClosed(1, 1_200).mapToObj(Measurements::uid).toList();
    change(
        t ->
            assertThat(t.standings(asked))
                .containsOnly(
                    Map.entry(
                        waiting.uid(), new Standing(waiting.fingerprint(), waiting.marks(), false)),
                    Map.entry(
                        archived.uid(),
                        new Standing(archived.fingerprint(), archived.marks(), true))));
  }

  @Test
  void recordIsReservedForOneObjectAtATimeAndNoneOfAnotherObjectsWithIt() {
    List<MeasurementUid> mine =
        IntStream.rangeClosed(1, 1_200).mapToObj(Measurements::uid).toList();
    change(t -> assertThat(t.reserve("a", mine)).isEmpty());
    change(t -> assertThat(t.reserve("a", mine)).as("again").isEmpty());
    change(
        t ->
            assertThat(t.reserve("b", List.of(uid(1_200), uid(1_201))))
                .containsExactly(Map.entry(uid(1_200), "a")));
    change(t -> assertThat(t.reserve("c", List.of(uid(1_201)))).isEmpty());
    change(
        t -> assertThat(List.of(t.reservedFor("a"), t.reservedFor("b"))).containsExactly(1_200, 0));
    change(t -> t.releaseReservations("a"));
    change(t -> assertThat(t.reservedFor("a")).isZero());
    change(t -> assertThat(t.reserve("b", mine)).isEmpty());
  }

  @Test
  void whatEarlierJournalsHadHandedOnIsRememberedForEachInstallation() {
    assertThat(catalogue.countedBefore()).isZero();
    change(t -> t.setCountedBefore("1", 7));
    change(t -> t.setCountedBefore("2", 5));
    change(t -> t.setCountedBefore("1", 7));
    assertThat(catalogue.countedBefore()).isEqualTo(12);
    assertThat(catalogue.ledger()).isEqualTo(new Ledger(0, 0, 0, 0));
  }

  @Test
  void rememberHowFarEachLaneOfAJournalIsIndexed() {
    assertThat(note("kafka/t/0", 7)).isEmpty();
    assertThat(note("kafka/t/1", 3)).isEmpty();
    assertThat(note("kafka/t/0", 5)).as("records that come again").hasValue(7);
    assertThat(note("kafka/t/0", 9)).hasValue(7);
    assertThat(note("kafka/t/0", 10)).hasValue(9);
    assertThat(note("kafka/t/1", 4)).hasValue(3);
  }

  @Test
  void forgetsALaneOfAJournalThatIsGone() {
    assertThat(note("kafka/t/0", 7)).isEmpty();
    assertThat(note("20260101000000000000-0123abcd", 3)).isEmpty();
    change(
        t ->
            assertThat(t.lanes())
                .containsExactlyInAnyOrder("kafka/t/0", "20260101000000000000-0123abcd"));
    change(t -> t.forgetLane("20260101000000000000-0123abcd"));
    change(t -> t.forgetLane("unknown"));
    change(t -> assertThat(t.lanes()).containsExactly("kafka/t/0"));
    assertThat(note("20260101000000000000-0123abcd", 4)).isEmpty();
  }

  private OptionalLong note(String lane, long number) {
    return catalogue.inTransaction(t -> t.noteIndexed(lane, number));
  }

  @Test
  void tellsWhichRecordsAreKnownInWhateverWay() {
    add(measurement(1).row(), measurement(2).row());
    alias(3, 1);
    change(t -> t.addQuarantined(uid(4).text(), "decode", "unreadable", "file", Instant.EPOCH));
    List<MeasurementUid> asked =
        IntStream.rangeClosed(1, 1_200).mapToObj(Measurements::uid).toList();
    Map<MeasurementUid, Optional<String>> known = catalogue.inTransaction(t -> t.whereKnown(asked));
    assertThat(known).containsOnlyKeys(uid(1), uid(2), uid(3), uid(4));
    assertThat(known.get(uid(1)))
        .isEqualTo(
            catalogue.find(uid(1).text()).orElseThrow().location()
                    instanceof Location.InJournal(String position, String _)
                ? Optional.of(position)
                : Optional.empty());
    assertThat(known.get(uid(3))).isEmpty();
    assertThat(known.get(uid(4))).isEmpty();
  }

  @Test
  void countsRecordsThatAJournalHoldsTwice() {
    change(t -> t.addDoubled(2));
    change(t -> t.addDoubled(1));
    assertThat(catalogue.ledger()).isEqualTo(new Ledger(0, 0, 0, 0, 3));
    assertThat(catalogue.ledger().records()).isEqualTo(3);
  }

  @Test
  void recordThatIsArchivedIsReservedNoMore() {
    add(measurement(1).row(), measurement(2).row());
    alias(3, 1);
    List<MeasurementUid> all = List.of(uid(1), uid(2), uid(3));
    change(t -> assertThat(t.reserve(STEM, all)).isEmpty());
    change(t -> assertThat(t.archivedAliases(all)).isEmpty());
    change(
        t -> {
          t.markArchived(OBJECT, places(STEM, 1, 2));
          t.settleReservations(STEM);
        });
    change(t -> assertThat(t.archivedAliases(all)).containsExactly(uid(3)));
    change(
        t ->
            assertThat(t.reserve("other", all))
                .containsOnlyKeys(uid(1), uid(2), uid(3))
                .containsValue(STEM));
  }

  @Test
  void positionsInJournalAreThoseOfWhatIsNotArchivedSoFar() {
    add(
        measurement(1).at(new Location.InJournal("a")).row(),
        measurement(2).at(archived(STEM, 1)).row(),
        measurement(3).at(new Location.InJournal("c")).row());
    change(
        t -> {
          assertThat(t.positionsInJournal(uid(3))).containsOnlyKeys(uid(1), uid(3));
          assertThat(t.positionsInJournal(uid(2))).containsExactly(Map.entry(uid(1), "a"));
        });
  }

  @Test
  void aliasMayComeBeforeItsMeasurementAndAnAliasOfAnAliasResolves() {
    alias(3, 2);
    alias(2, 1);
    assertThat(catalogue.find(uid(3).text())).isEmpty();
    MeasurementRow row = measurement(1).row();
    add(row);
    assertThat(catalogue.find(uid(3).text())).contains(row);
  }

  @Test
  void circleOfAliasesEnds() {
    alias(1, 2);
    alias(2, 1);
    assertThat(catalogue.find(uid(1).text())).isEmpty();
  }

  @Test
  void measurementIsNotItsOwnAlias() {
    add(measurement(1).row());
    alias(1, 1);
    assertThat(catalogue.ledger()).isEqualTo(new Ledger(1, 0, 0, 0));
  }

  @Test
  @DisplayName("D17: bytes resolve to the uid they were first acknowledged with")
  void bytesResolveToTheUidFirstAcknowledged() {
    add(measurement(5).row());
    change(t -> t.addAlias(uid(6), uid(5), digest("another spelling")));
    change(t -> t.addAlias(uid(4), uid(5), digest("bytes 5")));
    assertThat(
            catalogue.findByIdentities(
                Set.of(digest("another spelling"), digest("bytes 5"), digest("never seen"))))
        .containsOnly(
            Map.entry(digest("another spelling"), uid(6)), Map.entry(digest("bytes 5"), uid(4)));
    assertThat(catalogue.findByIdentities(Set.of())).isEmpty();
  }

  @Test
  void manyIdentitiesAreLookedUpAtOnce() {
    Set<Sha256> asked = new HashSet<>();
    for (int i = 0; i < Catalogue.IDENTITIES_MAX; i++) {
      asked.add(digest("bytes " + i));
    }
    add(measurement(0).row());
    add(measurement(37).row());
    add(measurement(255).row());
    assertThat(catalogue.findByIdentities(asked).values())
        .containsExactlyInAnyOrder(uid(0), uid(37), uid(255));
    asked.add(digest("one too many"));
    assertThatIllegalArgumentException().isThrownBy(() -> catalogue.findByIdentities(asked));
  }

  @Test
  @DisplayName("D16: equal report id and input are separately retrievable and never swapped")
  void twinsOfOneReportAndInputStayApart() {
    MeasurementRow first = measurement(1).input("https://twin.example/").scores("{\"a\":1}").row();
    MeasurementRow second = measurement(2).input("https://twin.example/").scores("{\"a\":2}").row();
    add(second, first);
    assertThat(catalogue.find(first.uid().text())).contains(first);
    assertThat(catalogue.find(second.uid().text())).contains(second);
    assertThat(catalogue.findByReport(REPORT, Optional.of("https://twin.example/"), 10))
        .containsExactly(first, second);
    assertThat(catalogue.findByReport(REPORT, Optional.of("https://twin.example/"), 1))
        .containsExactly(first);
  }

  @Test
  void reportIsFoundWithAndWithoutInput() {
    MeasurementRow with = measurement(1).row();
    MeasurementRow without = measurement(2).input("").row();
    MeasurementRow elsewhere = measurement(3).report("another").row();
    add(with, without, elsewhere);
    assertThat(catalogue.findByReport(REPORT, Optional.empty(), 10)).containsExactly(with, without);
    assertThat(catalogue.findByReport(REPORT, Optional.of(""), 10)).containsExactly(without);
    assertThat(catalogue.findByReport(REPORT, Optional.of(with.input()), 10)).containsExactly(with);
    assertThat(catalogue.findByReport("another", Optional.of(with.input()), 10)).isEmpty();
    assertThat(catalogue.findByReport("nothing", Optional.empty(), 10)).isEmpty();
  }

  @Test
  void archivingMovesMeasurementsAndIsCountedOnce() {
    add(measurement(1).row(), measurement(2).row(), measurement(3).row());
    for (int repetition = 0; repetition < 2; repetition++) {
      change(t -> t.markArchived(OBJECT, places(STEM, 1, 2, 99)));
    }
    assertThat(location(1)).isEqualTo(archived(STEM, 1));
    assertThat(location(2)).isEqualTo(archived(STEM, 2));
    assertThat(location(3)).isEqualTo(new Location.InJournal("p3"));
    assertThat(catalogue.ledger()).isEqualTo(new Ledger(3, 0, 0, 2));
    assertThat(catalogue.<Boolean>inTransaction(t -> t.knowsArchivedObject(STEM))).isTrue();
    assertThat(catalogue.<Boolean>inTransaction(t -> t.knowsArchivedObject("other"))).isFalse();
  }

  @Test
  void archivedMeasurementMovesToTheObjectItStandsInNow() {
    add(measurement(1).row());
    change(t -> t.markArchived(OBJECT, places(STEM, 1)));
    ArchivedObject other = new ArchivedObject("raw/other", 1, 1, FIRST, FIRST);
    change(t -> t.markArchived(other, places("raw/other", 1)));
    assertThat(location(1)).isEqualTo(archived("raw/other", 1));
    assertThat(catalogue.ledger()).isEqualTo(new Ledger(1, 0, 0, 1));
  }

  @Test
  void measurementAddedAndArchivedInOneTransactionIsArchived() {
    change(
        t -> {
          t.addMeasurement(measurement(1).row());
          t.markArchived(OBJECT, places(STEM, 1));
          assertThat(t.findMeasurement(uid(1)).orElseThrow().location())
              .isEqualTo(archived(STEM, 1));
        });
    assertThat(catalogue.ledger()).isEqualTo(new Ledger(1, 0, 0, 1));
  }

  @Test
  void transactionSeesItsOwnMeasurementsButFollowsNoAlias() {
    change(
        t -> {
          t.addMeasurement(measurement(1).row());
          t.addAlias(uid(2), uid(1), digest("b"));
          assertThat(t.findMeasurement(uid(1))).contains(measurement(1).row());
          assertThat(t.findMeasurement(uid(2))).isEmpty();
        });
  }

  @Test
  void quarantinedSubmissionIsCountedOnce() {
    for (int repetition = 0; repetition < 2; repetition++) {
      change(t -> t.addQuarantined(uid(1).text(), "decode", "not-json", "q/1", FIRST));
    }
    change(t -> t.addQuarantined("n1/17/4096", "decode", "bad-envelope", "q/2", FIRST));
    assertThat(catalogue.ledger()).isEqualTo(new Ledger(0, 0, 2, 0));
    change(
        t -> {
          assertThat(t.isQuarantined(uid(1).text())).isTrue();
          assertThat(t.isQuarantined(uid(2).text())).isFalse();
        });
  }

  @Test
  void releasedSubmissionIsNotCountedAsSetAsideAnyMore() {
    add(measurement(3).row());
    change(
        t -> {
          t.addQuarantined(uid(1).text(), "block", "blocked-1", "q/1", FIRST);
          t.addQuarantined(uid(2).text(), "block", "blocked-1", "q/2", FIRST);
        });
    assertThat(catalogue.countSetAside("block")).containsOnly(Map.entry("blocked-1", 2L));
    for (int repetition = 0; repetition < 2; repetition++) {
      change(t -> t.release(uid(1), uid(3), digest("1")));
      // As a rebuild does, which reads all decisions again.
      change(t -> t.addQuarantined(uid(1).text(), "block", "blocked-1", "q/1", FIRST));
    }
    assertThat(catalogue.ledger()).isEqualTo(new Ledger(1, 1, 1, 0));
    assertThat(catalogue.countSetAside("block")).containsOnly(Map.entry("blocked-1", 1L));
    assertThat(catalogue.find(uid(1).text())).contains(measurement(3).row());
  }

  @Test
  void withdrawnMeasurementIsNeitherFoundNorCountedNorInTheWayOfAnother() {
    MeasurementRow row = measurement(1).row();
    MeasurementRow archived = measurement(2).at(archived(STEM, 1)).row();
    add(archived);
    change(
        t -> {
          t.claimFingerprint(row.fingerprint(), row.uid());
          t.addMeasurement(row);
        });
    for (int repetition = 0; repetition < 2; repetition++) {
      change(
          t -> {
            t.withdraw(row.uid());
            t.withdraw(archived.uid());
            t.withdraw(uid(3));
          });
    }
    assertThat(catalogue.find(row.uid().text())).isEmpty();
    assertThat(catalogue.find(archived.uid().text())).contains(archived);
    assertThat(catalogue.ledger()).isEqualTo(new Ledger(1, 0, 0, 1));
    change(t -> assertThat(t.claimFingerprint(row.fingerprint(), uid(4))).isEqualTo(uid(4)));
  }

  @Test
  void reportHeaderIsRememberedAndClosedOnce() {
    change(
        t -> {
          assertThat(t.findReport(REPORT)).isEmpty();
          t.putReport(REPORT, "{\"probe_cc\":\"IT\"}", FIRST);
          t.putReport(REPORT, "{\"probe_cc\":\"XX\"}", FIRST.plusSeconds(9));
        });
    var open = catalogue.inTransaction(t -> t.findReport(REPORT)).orElseThrow();
    assertThat(open.headerJson()).isEqualTo("{\"probe_cc\":\"IT\"}");
    assertThat(open.openedAt()).isEqualTo(FIRST);
    assertThat(open.closedAt()).isEmpty();
    change(t -> t.closeReport(REPORT, FIRST.plusSeconds(60)));
    change(t -> t.closeReport(REPORT, FIRST.plusSeconds(90)));
    assertThat(catalogue.findReport(REPORT))
        .isEqualTo(catalogue.inTransaction(t -> t.findReport(REPORT)));
    assertThat(catalogue.findReport("unknown")).isEmpty();
    assertThat(catalogue.inTransaction(t -> t.findReport(REPORT)).orElseThrow().closedAt())
        .contains(FIRST.plusSeconds(60));
  }

  @Test
  void failedTransactionLeavesNothing() {
    assertThatThrownBy(
            () ->
                change(
                    t -> {
                      t.addMeasurement(measurement(1).row());
                      t.claimFingerprint(digest("content 1"), uid(1));
                      t.addAlias(uid(2), uid(1), digest("b"));
                      t.addQuarantined("q", "decode", "r", "f", FIRST);
                      t.putReport(REPORT, "{}", FIRST);
                      t.markArchived(OBJECT, places(STEM, 1));
                      throw new IllegalArgumentException("stop here");
                    }))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("stop here");
    assertThat(catalogue.ledger()).isEqualTo(new Ledger(0, 0, 0, 0));
    assertThat(catalogue.find(uid(1).text())).isEmpty();
    change(
        t -> {
          assertThat(t.findReport(REPORT)).isEmpty();
          assertThat(t.knowsArchivedObject(STEM)).isFalse();
          assertThat(t.claimFingerprint(digest("content 1"), uid(9))).isEqualTo(uid(9));
        });
  }

  @Test
  void readersSeeOnlyWhatIsCommitted() {
    change(
        t -> {
          t.addMeasurement(measurement(1).row());
          t.findMeasurement(uid(1));
          assertThat(catalogue.find(uid(1).text())).isEmpty();
        });
    assertThat(catalogue.find(uid(1).text())).isPresent();
  }

  @Test
  void transactionInsideATransactionIsABug() {
    assertThatThrownBy(() -> change(t -> add(measurement(1).row())))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void committedDataIsThereAfterReopening() {
    MeasurementRow row = measurement(1).row();
    add(row);
    alias(2, 1);
    catalogue.close();
    catalogue = open();
    assertThat(catalogue.find(uid(2).text())).contains(row);
    assertThat(catalogue.ledger()).isEqualTo(new Ledger(1, 1, 0, 0));
  }

  @Test
  @DisplayName("I2: a catalogue begun afresh needs a rebuild until told otherwise")
  void freshCatalogueNeedsARebuildUntilItIsDone() {
    assertThat(catalogue.needsRebuild()).isTrue();
    add(measurement(1).row());
    catalogue.close();
    catalogue = open();
    assertThat(catalogue.needsRebuild()).isTrue();
    catalogue.markRebuilt();
    catalogue.close();
    catalogue = open();
    assertThat(catalogue.needsRebuild()).isFalse();
    catalogue.markForRebuild();
    assertThat(catalogue.needsRebuild()).isTrue();
    change(t -> assertThat(t.needsRebuild()).isTrue());
    catalogue.markRebuilt();
    change(t -> assertThat(t.needsRebuild()).isFalse());
  }

  @Test
  void eachFilterSelects() {
    add(
        measurement(1).from("IT", 30722).domain("a.example").row(),
        measurement(2).from("ES", 12479).test("signal").domain("b.example:8080").row(),
        measurement(3).from("DE", 3320).flags(true, false, false).row(),
        measurement(4).from("DE", 3320).flags(true, true, false).row(),
        measurement(5).from("FR", 3215).flags(false, false, true).runLink("77").row(),
        measurement(6).from("FR", 3215).versions("9.9", "8.8", "7.7").row(),
        measurement(7).from("GB", 2856).report("another").input("").row());
    assertThat(search(everything().countries("IT", "ES"))).containsExactly(uids(1, 2));
    assertThat(search(everything().asns(3320L, 12479L))).containsExactly(uids(2, 3, 4));
    assertThat(search(everything().tests("signal"))).containsExactly(uids(2));
    assertThat(search(everything().domains("a.example", "b.example:8080")))
        .containsExactly(uids(1, 2));
    assertThat(search(everything().anomaly(true))).containsExactly(uids(3, 4));
    assertThat(search(everything().anomaly(true).confirmed(false))).containsExactly(uids(3));
    assertThat(search(everything().confirmed(true))).containsExactly(uids(4));
    assertThat(search(everything().failure(true))).containsExactly(uids(5));
    assertThat(search(everything().failure(false).countries("FR"))).containsExactly(uids(6));
    assertThat(search(everything().runLink("77"))).containsExactly(uids(5));
    assertThat(search(everything().software("9.9", "0"))).containsExactly(uids(6));
    assertThat(search(everything().testVersions("8.8"))).containsExactly(uids(6));
    assertThat(search(everything().engines("7.7"))).containsExactly(uids(6));
    assertThat(search(everything().report("another"))).containsExactly(uids(7));
    assertThat(search(everything().input("https://site3.example/"))).containsExactly(uids(3));
    assertThat(search(everything().input("").report("another"))).containsExactly(uids(7));
    assertThat(search(everything().countries("IT").tests("signal"))).isEmpty();
  }

  @Test
  @DisplayName("4.1: start time strictly after since, up to and including until")
  void timeRangeIsOpenBelowAndClosedAbove() {
    add(numbered(0, 5));
    assertThat(search(everything().between(FIRST.plusSeconds(1), FIRST.plusSeconds(3))))
        .containsExactly(uids(2, 3));
  }

  @Test
  void unknownVantagePointsAreLeftOutUnlessAskedFor() {
    add(
        measurement(1).row(),
        measurement(2).from("ZZ", 30722).row(),
        measurement(3).from("IT", 0).row(),
        measurement(4).from("ZZ", 0).row());
    assertThat(search(everything().knownVantageOnly())).containsExactly(uids(1));
    assertThat(search(everything())).containsExactly(uids(1, 2, 3, 4));
    assertThat(search(everything().knownVantageOnly().countries("ZZ"))).containsExactly(uids(2));
    assertThat(search(everything().knownVantageOnly().asns(0L))).containsExactly(uids(3));
    assertThat(search(everything().knownVantageOnly().countries("ZZ").asns(0L)))
        .containsExactly(uids(4));
  }

  @Test
  void orderIsByStartTimeThenUid() {
    MeasurementRow early = measurement(9).startedAt(FIRST).row();
    MeasurementRow tieA = measurement(5).startedAt(FIRST.plusSeconds(5)).row();
    MeasurementRow tieB = measurement(6).startedAt(FIRST.plusSeconds(5)).row();
    add(tieB, early, tieA);
    assertThat(search(everything())).containsExactly(early.uid(), tieA.uid(), tieB.uid());
    assertThat(search(everything().newestFirst()))
        .containsExactly(tieB.uid(), tieA.uid(), early.uid());
    assertThat(search(everything().page(1, 1))).containsExactly(tieA.uid());
    assertThat(search(everything().page(0, 0))).isEmpty();
    assertThat(search(everything().after(tieA))).containsExactly(tieB.uid());
    assertThat(search(everything().newestFirst().after(tieA))).containsExactly(early.uid());
  }

  @Test
  @DisplayName("D39: paging over a live table returns each measurement once")
  void pagingOverALiveTableReturnsEachMeasurementOnce() {
    add(numbered(0, 100));
    List<MeasurementUid> seen = new ArrayList<>();
    int next = 100;
    Queries query = everything().newestFirst().page(0, 7);
    List<MeasurementRow> page = catalogue.search(query.query());
    while (!page.isEmpty()) {
      page.forEach(row -> seen.add(row.uid()));
      if (next < 120) { // or it would never end, as older ones keep coming
        add(
            measurement(next++).row(),
            measurement(next++).startedAt(FIRST.minusSeconds(next)).row());
      }
      query = everything().newestFirst().page(0, 7).after(page.getLast());
      page = catalogue.search(query.query());
    }
    assertThat(seen).doesNotHaveDuplicates();
    assertThat(seen).contains(uids(range(0, 100)));
  }

  @Test
  void threadsWriteAndReadSideBySide() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> running = new ArrayList<>();
      for (int writer = 0; writer < 3; writer++) {
        int from = writer * 100;
        running.add(
            threads.submit(
                () -> {
                  for (int i = from; i < from + 100; i += 10) {
                    add(numbered(i, i + 10));
                  }
                }));
      }
      running.add(
          threads.submit(
              () -> {
                for (int i = 0; i < 50; i++) {
                  assertThat(search(everything()).size() % 10).isZero();
                }
              }));
      for (Future<?> task : running) {
        task.get();
      }
    }
    assertThat(catalogue.ledger().published()).isEqualTo(300);
    Set<MeasurementUid> all = new HashSet<>(search(everything()));
    assertThat(all).hasSize(300);
  }

  @Test
  void catalogueSaysThatItIsReachable() {
    assertThat(catalogue.isReachable()).isTrue();
  }

  private void change(Consumer<CatalogueTransaction> work) {
    catalogue.inTransaction(
        t -> {
          work.accept(t);
          return true;
        });
  }

  private void add(MeasurementRow... rows) {
    change(t -> Arrays.stream(rows).forEach(t::addMeasurement));
  }

  private void alias(int alias, int canonical) {
    change(t -> t.addAlias(uid(alias), uid(canonical), digest("spelling " + alias)));
  }

  private MeasurementUid claim(int content, MeasurementUid uid) {
    return catalogue.inTransaction(t -> t.claimFingerprint(digest("content " + content), uid));
  }

  private Location location(int number) {
    return catalogue.find(uid(number).text()).orElseThrow().location();
  }

  private List<MeasurementUid> search(Queries query) {
    return catalogue.search(query.query()).stream().map(MeasurementRow::uid).toList();
  }

  private static List<ArchivedPlace> places(String stem, int... numbers) {
    return Arrays.stream(numbers)
        .mapToObj(n -> new ArchivedPlace(uid(n), archived(stem, n)))
        .toList();
  }

  private static MeasurementRow[] numbered(int from, int to) {
    return Arrays.stream(range(from, to))
        .mapToObj(n -> measurement(n).row())
        .toArray(MeasurementRow[]::new);
  }

  private static int[] range(int from, int to) {
    return IntStream.range(from, to).toArray();
  }

  /// Vantage points and nettests go into uids, so they are looked up by what was added.
  private MeasurementUid[] uids(int... numbers) {
    List<MeasurementRow> all = catalogue.search(everything().query());
    return Arrays.stream(numbers)
        .mapToObj(
            n ->
                all.stream()
                    .filter(row -> row.identity().equals(digest("bytes " + n)))
                    .findFirst()
                    .orElseThrow()
                    .uid())
        .toArray(MeasurementUid[]::new);
  }

  @Test
  @DisplayName("I3: a report whose closing is indexed before its opening is closed")
  void closingMayComeBeforeTheOpening() {
    change(t -> t.closeReport(REPORT, FIRST.plusSeconds(60)));
    change(t -> t.closeReport(REPORT, FIRST.plusSeconds(90)));
    assertThat(catalogue.findReport(REPORT)).isEmpty();
    change(t -> t.putReport(REPORT, "{}", FIRST));
    assertThat(catalogue.findReport(REPORT).orElseThrow().closedAt())
        .contains(FIRST.plusSeconds(60));
  }

  @Test
  void contentsComeInTheOrderOfTheirUidsPageByPage() {
    for (int n = 5; n > 0; n--) {
      add(measurement(n).at(archived(STEM, n)).row());
    }
    add(measurement(6).row());
    assertThat(catalogue.archivedContents(uid(1).text(), uid(5).text(), 2))
        .containsExactly(content(2), content(3));
    assertThat(catalogue.archivedContents(uid(3).text(), uid(5).text(), 2))
        .containsExactly(content(4));
    assertThat(catalogue.archivedContents("", "3", 10)).hasSize(5);
  }

  private static Catalogue.Content content(int number) {
    return new Catalogue.Content(uid(number), measurement(number).row().fingerprint());
  }
}
