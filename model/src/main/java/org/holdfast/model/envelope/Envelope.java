package org.holdfast.model.envelope;

import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.holdfast.model.Sha256;
import org.holdfast.model.VantagePoint;
import org.holdfast.model.id.CollectorId;
import org.holdfast.model.id.MeasurementUid;

/// What the collector knows about one journal record. Written once by the collector, read by
/// everyone after it; a client cannot write into it (invariant I4) and no address stands in it
/// (I8).
///
/// @param uid the record's key; for reports opened and closed it names the record, not a
///   measurement
/// @param kind what happened
/// @param reportId the report as named by the probe or minted by us; any of the forms of U2
/// @param route the protocol generation, which says how to read the body
/// @param transport how the request reached us
/// @param coding the content coding on the wire
/// @param format the format of the document
/// @param collector which collector wrote this
/// @param build that collector's build
/// @param claimed the vantage point the document (or else the report id) claims; unusable claims
///   stand as `ZZ` and `AS0`
/// @param testName `test_name` as claimed, empty if absent; not normalised, but cut to
///   [#MAX_TEST_NAME_LENGTH] characters
/// @param observed the vantage point the geo database gives for the peer, if any
/// @param geoDatabase the build date of that database, `YYYY-MM-DD`, if one is loaded
/// @param geoVerdict how claimed and observed compare
/// @param verification what became of the credential
/// @param probeId the name of the probe within its network, derived from its nym; only where the
///   submission is verified (P49)
/// @param software the claimed software name and version, may be empty
/// @param documentSha256 SHA-256 of the document exactly as received; where an address was
///   scrubbed, of the stored body, since a digest of the original would tell it to whoever tries
///   all addresses
/// @param identity what makes two submissions the same at intake, concealed under the fleet key;
///   see `SubmissionIdentity`
/// @param bodyLength length of the stored body in bytes
/// @param bodySha256 SHA-256 of the stored body
/// @param marks tokens of [Mark], open for later releases
/// @param releases where an operator released something from quarantine: the uid it was
///   acknowledged under, of which this record is another sending
public record Envelope(
    MeasurementUid uid,
    RecordKind kind,
    String reportId,
    Route route,
    Transport transport,
    ContentCoding coding,
    BodyFormat format,
    CollectorId collector,
    String build,
    VantagePoint claimed,
    String testName,
    Optional<VantagePoint> observed,
    Optional<String> geoDatabase,
    GeoVerdict geoVerdict,
    VerificationStatus verification,
    Optional<Sha256> probeId,
    Software software,
    Sha256 documentSha256,
    Sha256 identity,
    int bodyLength,
    Sha256 bodySha256,
    Set<String> marks,
    Optional<MeasurementUid> releases) {

  /// The version of the encoding; readers accept this and every later one, since members are only
  /// ever added (invariant I11).
  public static final int VERSION = 1;

  /// How much of a claimed test name is kept; what can stand in an id has at most 30 characters.
  public static final int MAX_TEST_NAME_LENGTH = 128;

  /// The client as it names itself, each text cut to [#MAX_LENGTH] characters.
  public record Software(String name, String version) {
    /// How much of a name or version is kept.
    public static final int MAX_LENGTH = 64;

    /// Nothing was claimed.
    public static final Software UNKNOWN = new Software("", "");

    public Software {
      name = cut(name, MAX_LENGTH);
      version = cut(version, MAX_LENGTH);
    }
  }

  public Envelope {
    if (probeId.isPresent() && verification != VerificationStatus.VERIFIED) {
      throw new IllegalArgumentException("only a verified probe has a name");
    }
    testName = cut(testName, MAX_TEST_NAME_LENGTH);
    marks = Collections.unmodifiableSortedSet(new TreeSet<>(marks));
    if (bodyLength < 0) {
      throw new IllegalArgumentException("a body has no negative length");
    }
  }

  /// An envelope of what a probe has sent.
  public Envelope(
      MeasurementUid uid,
      RecordKind kind,
      String reportId,
      Route route,
      Transport transport,
      ContentCoding coding,
      BodyFormat format,
      CollectorId collector,
      String build,
      VantagePoint claimed,
      String testName,
      Optional<VantagePoint> observed,
      Optional<String> geoDatabase,
      GeoVerdict geoVerdict,
      VerificationStatus verification,
      Optional<Sha256> probeId,
      Software software,
      Sha256 documentSha256,
      Sha256 identity,
      int bodyLength,
      Sha256 bodySha256,
      Set<String> marks) {
    this(
        uid,
        kind,
        reportId,
        route,
        transport,
        coding,
        format,
        collector,
        build,
        claimed,
        testName,
        observed,
        geoDatabase,
        geoVerdict,
        verification,
        probeId,
        software,
        documentSha256,
        identity,
        bodyLength,
        bodySha256,
        marks,
        Optional.empty());
  }

  /// An envelope of a submission whose author is not known.
  public Envelope(
      MeasurementUid uid,
      RecordKind kind,
      String reportId,
      Route route,
      Transport transport,
      ContentCoding coding,
      BodyFormat format,
      CollectorId collector,
      String build,
      VantagePoint claimed,
      String testName,
      Optional<VantagePoint> observed,
      Optional<String> geoDatabase,
      GeoVerdict geoVerdict,
      VerificationStatus verification,
      Software software,
      Sha256 documentSha256,
      Sha256 identity,
      int bodyLength,
      Sha256 bodySha256,
      Set<String> marks) {
    this(
        uid,
        kind,
        reportId,
        route,
        transport,
        coding,
        format,
        collector,
        build,
        claimed,
        testName,
        observed,
        geoDatabase,
        geoVerdict,
        verification,
        Optional.empty(),
        software,
        documentSha256,
        identity,
        bodyLength,
        bodySha256,
        marks);
  }

  /// When the collector received the record: microseconds, UTC, strictly increasing per process.
  public Instant receivedAt() {
    return uid.receivedAt();
  }

  /// When the probe's submission was received: for one that was released from quarantine, then.
  public Instant submittedAt() {
    return releases.orElse(uid).receivedAt();
  }

  /// The envelope of the same, taken up again by an operator's act.
  ///
  /// @param fresh the uid of the new record
  public Envelope releasedAs(MeasurementUid fresh) {
    return new Envelope(
        fresh,
        kind,
        reportId,
        route,
        transport,
        coding,
        format,
        collector,
        build,
        claimed,
        testName,
        observed,
        geoDatabase,
        geoVerdict,
        verification,
        probeId,
        software,
        documentSha256,
        identity,
        bodyLength,
        bodySha256,
        marks,
        Optional.of(releases.orElse(uid)));
  }

  public boolean has(Mark mark) {
    return marks.contains(mark.token());
  }

  private static String cut(String text, int maxLength) {
    return text.length() <= maxLength ? text : text.substring(0, maxLength);
  }
}
