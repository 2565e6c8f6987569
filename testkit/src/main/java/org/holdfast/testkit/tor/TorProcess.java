package org.holdfast.testkit.tor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/// One `tor` of a private network. It ends when it is closed, and also, within some 15 s, when the
/// process that started it is gone, however that ended.
public final class TorProcess implements AutoCloseable {
  private final Path directory;
  private final int controlPort;
  private final int socksPort;
  private Process process;

  private TorProcess(Path directory, int controlPort, int socksPort, Process process) {
    this.directory = directory;
    this.controlPort = controlPort;
    this.socksPort = socksPort;
    this.process = process;
  }

  /// @param options lines of torrc besides those every process has
  /// @param socksPort 0 for none
  static TorProcess start(
      Path directory, Authority authority, int controlPort, int socksPort, List<String> options)
      throws IOException {
    Files.writeString(
        directory(directory).resolve("torrc"),
        """
        TestingTorNetwork 1
        DataDirectory %s
        ControlPort 127.0.0.1:%d
        CookieAuthentication 1
        SocksPort %s
        RunAsDaemon 0
        ShutdownWaitLength 0
        DirAuthority %s
        AssumeReachable 1
        PathsNeededToBuildCircuits 0.25
        TestingDirAuthVoteExit *
        TestingDirAuthVoteHSDir *
        TestingDirAuthVoteGuard *
        TestingMinExitFlagThreshold 0
        V3AuthNIntervalsValid 2
        VanguardsLiteEnabled 0
        FetchDirInfoEarly 1
        FetchDirInfoExtraEarly 1
        Log notice file %s
        __OwningControllerProcess %d
        %s
        """
            .formatted(
                directory,
                controlPort,
                socksPort == 0 ? "0" : "127.0.0.1:" + socksPort,
                authority.line(),
                directory.resolve("tor.log"),
                ProcessHandle.current().pid(),
                String.join("\n", options)));
    return new TorProcess(directory, controlPort, socksPort, launch(directory));
  }

  /// One that has no network, for what its control port does.
  ///
  /// @param options lines of torrc
  public static TorProcess alone(Path directory, int controlPort, List<String> options)
      throws IOException {
    Files.writeString(
        directory(directory).resolve("torrc"),
        """
        DataDirectory %s
        DisableNetwork 1
        SocksPort 0
        ControlPort 127.0.0.1:%d
        __OwningControllerProcess %d
        %s
        """
            .formatted(
                directory, controlPort, ProcessHandle.current().pid(), String.join("\n", options)));
    return new TorProcess(directory, controlPort, 0, launch(directory));
  }

  /// A password as `HashedControlPassword` takes it.
  public static String hashed(String password) throws IOException, InterruptedException {
    return TorPrograms.run(
            List.of(TorPrograms.find("tor"), "--quiet", "--hash-password", password), "")
        .strip();
  }

  private static Process launch(Path directory) throws IOException {
    return new ProcessBuilder(
            TorPrograms.find("tor"),
            "--quiet",
            "-f",
            directory.resolve("torrc").toString(),
            "--defaults-torrc",
            "/nonexistent")
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /// A directory as Tor wants it: for its owner only.
  static Path directory(Path directory) throws IOException {
    return Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  /// Its control port; who can read the cookie file in its data directory may use it.
  public InetSocketAddress control() {
    return new InetSocketAddress("127.0.0.1", controlPort);
  }

  /// Where programs reach the network through it.
  public InetSocketAddress socks() {
    return new InetSocketAddress("127.0.0.1", socksPort);
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /// What it has logged so far.
  public String log() throws IOException {
    Path log = directory.resolve("tor.log");
    return Files.exists(log) ? Files.readString(log) : "";
  }

  /// How far it has come to the network, in percent; asked of its log.
  int bootstrapped() throws IOException {
    return log()
        .lines()
        .filter(line -> line.contains("Bootstrapped "))
        .map(line -> line.replaceFirst(".*Bootstrapped ", "").replaceFirst("%.*", ""))
        .mapToInt(Integer::parseInt)
        .max()
        .orElse(0);
  }

  /// Ends it with SIGKILL.
  public void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /// Starts it over what it knows, after it has ended.
  public void startAgain() throws IOException {
    Files.deleteIfExists(directory.resolve("tor.log"));
    process = launch(directory);
  }

  @Override
  public void close() {
    kill();
  }
}
