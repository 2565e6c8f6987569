package org.holdfast.app.credentialstest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.holdfast.app.issuer.IssuerDirectory;
import org.holdfast.credentials.group.ScalarSource;
import org.holdfast.credentials.key.PrivateKey;
import org.holdfast.credentials.keyring.KeyRing;
import org.holdfast.credentials.submission.SubmissionPolicy;
import org.holdfast.credentials.transparency.LogKey;

/// What collectors of one fleet share: fleet key, issuer, policy. The policy asks for a credential
/// of the last month, the narrowest that is of use, as proofs cost by the width of what they show.
///
/// @param policy what the policy file asks of everybody
record IssuerForTests(Path fleetKey, Path issuer, Path policyFile, SubmissionPolicy policy) {
  private static final int JULIAN_DAY_OF_EPOCH = 2_440_588;

  static IssuerForTests create(Path directory, Clock clock) throws IOException {
    SecureRandom random = new SecureRandom();
    Path fleetKey =
        Files.createFile(
            directory.resolve("fleet.key"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    byte[] key = new byte[32];
    random.nextBytes(key);
    Files.write(fleetKey, key);
    Path issuer = directory.resolve("issuer");
    new IssuerDirectory(issuer)
        .create(
            KeyRing.of(PrivateKey.generate(ScalarSource.of(random)), clock.instant()),
            LogKey.generate());
    long today =
        LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).toEpochDay() + JULIAN_DAY_OF_EPOCH;
    SubmissionPolicy policy = new SubmissionPolicy(today - 28, today + 3, 0);
    Path file = directory.resolve("policy.yaml");
    Files.writeString(
        file,
        """
        - match: {probe_cc: "*", probe_asn: "*"}
          policy: {age: [%d, %d], min_measurement_count: 0}
        """
            .formatted(policy.ageFrom(), policy.ageTo()));
    return new IssuerForTests(fleetKey, issuer, file, policy);
  }

  CollectorProcess collector(Path directory, String id) throws IOException {
    return CollectorProcess.start(directory, id, fleetKey, issuer, policyFile);
  }
}
