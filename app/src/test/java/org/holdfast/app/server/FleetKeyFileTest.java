package org.holdfast.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetKeyFileTest {
  @TempDir Path directory;

  @Test
  void generatedKeyIsReadableByItsOwnerOnlyAndStays() throws Exception {
    Path file = directory.resolve("fleet.key");

    var _ = FleetKeyFile.readOrGenerate(file, new SecureRandom());
    byte[] secret = Files.readAllBytes(file);
    var _ = FleetKeyFile.readOrGenerate(file, new SecureRandom());

    assertThat(secret).hasSize(32);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Files.readAllBytes(file)).isEqualTo(secret);
    assertThat(directory).isDirectoryNotContaining("glob:**.new");
  }

  @Test
  void keyThatOthersMayReadIsNotUsed() throws Exception {
    Path file = Files.write(directory.resolve("fleet.key"), new byte[32]);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

    assertThatThrownBy(() -> FleetKeyFile.read(file))
        .isInstanceOf(UnusableKeyException.class)
        .hasMessageContaining("chmod 600");
  }

  @Test
  void shortKeyIsNotUsed() throws Exception {
    Path file = Files.write(directory.resolve("fleet.key"), new byte[31]);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

    assertThatThrownBy(() -> FleetKeyFile.read(file))
        .isInstanceOf(UnusableKeyException.class)
        .hasMessageContaining("31 bytes");
  }
}
