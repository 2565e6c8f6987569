package org.holdfast.app.control;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A process with a control socket that has used up its file descriptors, until it is given a line.
final class StarvedSocket {
  private StarvedSocket() {}

  /// @param arguments the data directory
  public static void main(String[] arguments) throws Exception {
    try (ControlSocket socket = ControlSocket.open(Path.of(arguments[0]), Answering::new)) {
      socket.becomeCurrentIfNobodyIs();
      useOnce(ControlDirectory.existing(Path.of(arguments[0])).current().orElseThrow());
      List<FileInputStream> taken = takeAll();
      System.out.println("no file descriptor is left");
      int line = System.in.read();
      for (FileInputStream one : taken) {
        one.close();
      }
      System.out.println("there are some again");
      while (line >= 0) {
        line = System.in.read();
      }
    }
  }

  /// A class that cannot be read from its file for want of a descriptor stays missing, where a
  /// server has its own in archives that are open.
  private static void useOnce(Path socket) throws Exception {
    try (ControlClient client = ControlClient.connect(socket)) {
      var _ = client.ask("status", Duration.ofSeconds(20));
    }
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      // It gives its descriptors back at its end, which must not come after all are taken.
      if (thread.getName().equals("control-session")) {
        thread.join();
      }
    }
  }

  private static List<FileInputStream> takeAll() {
    List<FileInputStream> taken = new ArrayList<>();
    try {
      while (true) {
        taken.add(new FileInputStream("/dev/null"));
      }
    } catch (IOException e) {
      return taken;
    }
  }

  private static final class Answering implements ControlSession {
    @Override
    public ObjectNode answer(String ask, ObjectNode request) {
      return JsonNodeFactory.instance.objectNode().put("heard", ask);
    }

    @Override
    public void close() {
      // Nothing ends with a session.
    }
  }
}
