package org.holdfast.testkit.kafka;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// Formats a broker's directory if that was not done yet, then runs the broker, both in this
/// process. Kafka is found on the class path only when this runs.
///
/// Usage: `BrokerMain PROPERTIES LOG-DIRECTORY CLUSTER-ID [SCRAM-CREDENTIAL...]`
public final class BrokerMain {
  private BrokerMain() {}

  public static void main(String[] arguments) throws ReflectiveOperationException {
    if (!Files.exists(Path.of(arguments[1]).resolve("meta.properties"))) {
      String[] format = {"format", "--config", arguments[0], "--cluster-id", arguments[2]};
      var _ =
          Class.forName("kafka.tools.StorageTool")
              .getMethod("execute", String[].class, PrintStream.class)
              .invoke(null, format, System.err);
    }
    var _ =
        Class.forName("kafka.Kafka")
            .getMethod("main", String[].class)
            .invoke(null, (Object) new String[] {arguments[0]});
  }
}
