package org.holdfast.app.fleettest;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.holdfast.bouncer.fleet.enrol.EnrolmentToken;
import org.holdfast.bouncer.fleet.enrol.NodeKeyFile;
import org.holdfast.bouncer.fleet.enrol.OwnFile;

/// The process of a [ProcessNode]: one light node, until its standard input ends. Arguments: token
/// file, key file, port, bouncers. Prints `ready` once it listens.
final class LightProcess {
  private LightProcess() {}

  public static void main(String[] args) throws IOException {
    EnrolmentToken token = EnrolmentToken.parse(OwnFile.read(Path.of(args[0]))).orElseThrow();
    List<URI> bouncers = Arrays.stream(args).skip(3).map(URI::create).toList();
    try (LightNode node =
        new LightNode(
            true,
            NodeKeyFile.readOrMake(Path.of(args[1]), new SecureRandom()),
            token,
            bouncers,
            LightPort.at(Integer.parseInt(args[2])),
            new Random())) {
      System.out.println("ready " + node.url());
      while (System.in.read() >= 0) {
        // Until whoever started it is gone.
      }
    }
  }
}
