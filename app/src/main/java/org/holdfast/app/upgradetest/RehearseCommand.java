package org.holdfast.app.upgradetest;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.holdfast.app.build.BuildInfo;
import org.holdfast.app.config.ConfigException;
import org.holdfast.app.config.ConfigFile;
import org.holdfast.app.server.Server;
import org.holdfast.app.server.StartException;
import org.holdfast.app.server.StopRequestedException;
import org.holdfast.app.server.StopSignal;
import org.holdfast.testkit.process.FreePorts;
import org.holdfast.testkit.tls.TestCertificate;
import org.holdfast.testkit.wire.Answer;
import org.holdfast.testkit.wire.Target;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `holdfast rehearse`: a short life of a server within this process, with submissions on all its
/// listeners. `./holdfast` runs it once after a build and lets the JVM write down what that needed
/// (JEP 483, 514, 515), so that servers start with it. It proves nothing, and keeps nothing.
@Command(
    name = "rehearse",
    description = "Serves a few made-up measurements in a temporary directory, and ends.",
    mixinStandardHelpOptions = true)
public final class RehearseCommand implements Callable<Integer> {
  private static final Duration READY_WITHIN = Duration.ofSeconds(60);
  private static final String PATH = "/api/v1/submit_measurement";

  @Option(
      names = "--requests",
      paramLabel = "N",
      description = "How many on each kind of connection (default ${DEFAULT-VALUE}).")
  private int requests = 100;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the annotated fields before call()
  public RehearseCommand() {}

  @Override
  public Integer call() throws Exception {
    Path directory = Files.createTempDirectory("holdfast-rehearsal");
    try {
      PrintWriter out = spec.commandLine().getOut();
      int acknowledged = rehearse(directory);
      out.printf("rehearsed: acknowledged=%d%n", acknowledged);
      return acknowledged > 0 ? 0 : 1;
    } finally {
      TestDirectories.delete(directory);
    }
  }

  private int rehearse(Path directory)
      throws IOException,
          GeneralSecurityException,
          ConfigException,
          StartException,
          StopRequestedException,
          InterruptedException {
    TestCertificate certificate = TestCertificate.forLoopback(directory, "served");
    List<Integer> ports = FreePorts.pick(3);
    ConfigFile.Loaded config = ConfigFile.read(configure(directory, certificate, ports));
    StopSignal stop = new StopSignal();
    try (Server server = Server.start(config, BuildInfo.load(), Clock.systemUTC(), stop)) {
      server.awaitReady(READY_WITHIN, stop);
      Target open = new Target("127.0.0.1", ports.get(0), Optional.empty());
      Target secure = new Target("127.0.0.1", ports.get(1), Optional.of(certificate.trustingIt()));
      return submit(
          List.of(
              new WireLane("keep-alive", open, true),
              new WireLane("TLS, a connection each", secure, false),
              new Http2Lane(secure, certificate.trustingIt())));
    }
  }

  private static Path configure(Path directory, TestCertificate certificate, List<Integer> ports)
      throws IOException {
    return Files.writeString(
        directory.resolve("holdfast.yaml"),
        """
        data: '%s'
        journal: {reserve: 64MiB}
        listeners:
          - {name: public, address: '127.0.0.1:%d'}
          - name: secure
            address: 127.0.0.1:%d
            tls: {certificate: '%s', key: '%s'}
        admin: {address: '127.0.0.1:%d'}
        pipeline: {publish-after: 1s}
        """
            .formatted(
                directory.resolve("data"),
                ports.get(0),
                ports.get(1),
                certificate.certificateFile(),
                certificate.keyFile(),
                ports.get(2)));
  }

  private int submit(List<Lane> lanes) throws IOException {
    Submissions submissions = new Submissions(new Measurements(1));
    int acknowledged = 0;
    for (Lane lane : lanes) {
      for (int i = 0; i < requests; i++) {
        Answer answer = lane.post(PATH, submissions.next().body());
        acknowledged += answer.isSuccess() ? 1 : 0;
      }
      lane.close();
    }
    return acknowledged;
  }
}
