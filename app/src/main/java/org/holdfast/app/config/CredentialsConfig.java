package org.holdfast.app.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Anonymous credentials.
///
/// @param directory where keys, the log of parameters and the blocklist are; default `credentials`
///   in the data directory. Without keys in it no credentials are issued
/// @param policy what is asked of whom, in YAML; default: everybody may
/// @param replacedFor how long a manifest that was replaced is still good for submissions; default
///   24 hours
/// @param verifyWithin how long a submission waits for its proof to be verified before it is
///   acknowledged without; default 2 s
/// @param threads how many proofs are verified at once; default 0, half of the processors
public record CredentialsConfig(
    Optional<Path> directory,
    Optional<Path> policy,
    Duration replacedFor,
    Duration verifyWithin,
    int threads) {
  private static final Duration REPLACED_FOR = Duration.ofHours(24);
  private static final Duration VERIFY_WITHIN = Duration.ofSeconds(2);
  private static final int THREADS_MAX = 256;

  static CredentialsConfig read(Section section) {
    return new CredentialsConfig(
        section.optional("directory", Kinds.PATH),
        section.optional("policy", Kinds.PATH),
        section.value("replaced-for", Kinds.DURATION, REPLACED_FOR),
        section.value("verify-within", Kinds.POSITIVE_DURATION, VERIFY_WITHIN),
        section.value("threads", Kinds.wholeNumber(0, THREADS_MAX), 0));
  }
}
