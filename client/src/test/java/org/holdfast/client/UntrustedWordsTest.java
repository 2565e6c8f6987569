package org.holdfast.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.holdfast.credentials.codec.Bincode;
import org.holdfast.credentials.codec.StrictBase64;
import org.holdfast.credentials.group.ScalarSource;
import org.holdfast.credentials.key.PrivateKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// An issuer must not be able to write into the credential's file: whoever chose the seed of an
/// exchange could link all that is shown with the credential.
final class UntrustedWordsTest {
  private static final byte[] PARAMETERS =
      PrivateKey.generate(ScalarSource.seeded(new byte[ScalarSource.SEED_BYTES]))
          .publicParameters()
          .encode(new Bincode());

  private static Optional<Manifest> manifest(String version) {
    String answer =
        "{\"manifest\":{\"public_parameters\":\""
            + StrictBase64.encode(PARAMETERS)
            + "\",\"submission_policy\":[]},\"meta\":{\"version\":\""
            + version
            + "\"}}";
    return Manifest.parse(answer.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1\\nseed AAAA", "1 2", "", "\\u00e9", "\\u0000"})
  void versionsThatAreNoWordAreNoManifest(String version) {
    assertThat(manifest("1")).isPresent();
    assertThat(manifest(version)).isEmpty();
  }

  @Test
  void aManifestThatSaysSomethingTwiceIsNone() {
    assertThat(manifest("1")).isPresent();
    assertThat(manifest("1\"},\"meta\":{\"version\":\"2")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pending UPDATE\nseed SEED\nmanifest 1\nparameters PARAMETERS",
        "pending SUBMISSION\nseed SEED\nmanifest 1\nparameters PARAMETERS",
        "pending REGISTRATION\nseed AAAA\nmanifest 1\nparameters PARAMETERS",
        "pending REGISTRATION\nseed SEED\nmanifest 1\nparameters AAAA",
        "pending SOMETHING\nseed SEED\nmanifest 1\nparameters PARAMETERS"
      })
  void aFileThatBeganWhatCannotBeEndedIsNotRead(String lines) throws IOException {
    String begun =
        "holdfast-credential 1\n"
            + lines
                .replace("SEED", StrictBase64.encode(new byte[ScalarSource.SEED_BYTES]))
                .replace("PARAMETERS", StrictBase64.encode(PARAMETERS))
            + "\n";

    assertThatThrownBy(() -> StateText.parse(begun))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no credential that can be used");
  }

  @Test
  void aFileThatSaysSomethingTwiceIsNotRead() {
    String twice = StateText.format(StoredState.EMPTY) + "seed AAAA\nseed BBBB\n";

    assertThatThrownBy(() -> StateText.parse(twice))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("'seed' twice");
  }
}
