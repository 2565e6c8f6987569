package org.holdfast.app.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MigrateRequestsTest {
  @TempDir Path directory;

  @Test
  void whatAHandOverCostsIsSaidForEachStateOfTheKernel() throws Exception {
    Path setting = directory.resolve("tcp_migrate_req");
    assertThat(MigrateRequests.cost(setting))
        .isEqualTo(
            "this kernel has no net.ipv4.tcp_migrate_req: a few connections that are not accepted"
                + " yet will be reset");
    Files.writeString(setting, "0\n");
    assertThat(MigrateRequests.cost(setting))
        .isEqualTo(
            "net.ipv4.tcp_migrate_req is not 1: a few connections that are not accepted yet will"
                + " be reset; set it to 1");
    Files.writeString(setting, "1\n");
    assertThat(MigrateRequests.cost(setting))
        .isEqualTo(
            "net.ipv4.tcp_migrate_req is 1: connections that are not accepted yet move over");
  }
}
