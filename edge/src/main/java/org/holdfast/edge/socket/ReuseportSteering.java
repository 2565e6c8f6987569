package org.holdfast.edge.socket;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Chooses which of several sockets that listen on one address gets the next connection.
///
/// With `SO_REUSEPORT` alone the kernel deals connections out by hash, also to a socket that is
/// about to be closed, and what waits in its queue then is reset. A classic BPF program
/// (`SO_ATTACH_REUSEPORT_CBPF`, Linux 4.5) of one instruction names the socket by its place in the
/// group instead, and one of four throws dice for it: 0 is the one that listened first. The program
/// belongs to the group, outlives whoever attached it, and needs no privilege beyond being of the
/// same user.
///
/// Where the group has no such place, the kernel deals by hash among those there are: should the
/// socket steered to go away, its connections come back by themselves.
///
/// The group must have one socket when it is first steered, or the places are not what they seem.
public final class ReuseportSteering {
  /// The place of the socket that has listened longest.
  public static final int FIRST = 0;

  /// The place of the socket that began to listen after it.
  public static final int SECOND = 1;

  private static final int SO_REUSEPORT = 15;
  private static final int SO_ACCEPTCONN = 30;
  private static final int SO_ATTACH_REUSEPORT_CBPF = 51;

  /// `BPF_RET | BPF_K`: the program's answer is a constant.
  private static final short RETURN_CONSTANT = 0x06;

  /// `BPF_LD | BPF_W | BPF_ABS`: loads a word, here [#RANDOM].
  private static final short LOAD_WORD = 0x20;

  /// `BPF_JMP | BPF_JGE | BPF_K`: compares what was loaded, unsigned.
  private static final short JUMP_IF_AT_LEAST = 0x35;

  /// `SKF_AD_OFF + SKF_AD_RANDOM`: where a random word is to be loaded from.
  private static final int RANDOM = -0x1000 + 56;

  /// `struct sock_filter {u16 code; u8 jt; u8 jf; u32 k}`.
  private record Instruction(short code, int jumpIfTrue, int jumpIfFalse, int constant) {
    static final int BYTES = 8;

    static Instruction answer(int place) {
      return new Instruction(RETURN_CONSTANT, 0, 0, place);
    }
  }

  /// Where the numbers above hold; some old architectures have their own.
  private static final Set<String> ARCHITECTURES = Set.of("amd64", "aarch64", "riscv64");

  private ReuseportSteering() {}

  /// From now on all new connections to a port this process listens on go to the socket at `place`.
  ///
  /// @return why not, if the kernel does not do it
  public static Optional<String> steer(int port, int place) {
    return attach(port, List.of(Instruction.answer(place)));
  }

  /// From now on the [#SECOND] socket gets this share of the new connections to a port this process
  /// listens on, by chance, and the [#FIRST] the others.
  ///
  /// @param share from 0 to 1
  /// @return why not, if the kernel does not do it
  public static Optional<String> share(int port, double share) {
    if (share < 0 || share > 1) {
      throw new IllegalArgumentException("not a share: " + share);
    }
    int below = (int) (long) Math.min(share * (1L << Integer.SIZE), (1L << Integer.SIZE) - 1);
    return attach(
        port,
        List.of(
            new Instruction(LOAD_WORD, 0, 0, RANDOM),
            new Instruction(JUMP_IF_AT_LEAST, 0, 1, below),
            Instruction.answer(FIRST),
            Instruction.answer(SECOND)));
  }

  private static Optional<String> attach(int port, List<Instruction> program) {
    if (!isPossible()) {
      return Optional.of("this system cannot choose among sockets of one port");
    }
    try {
      List<Integer> sockets = listeningOn(port);
      if (sockets.isEmpty()) {
        return Optional.of("no socket of this process listens on port " + port);
      }
      for (int socket : sockets) {
        int errno = attachTo(socket, program);
        if (errno != 0) {
          return Optional.of("the kernel refuses a filter for port " + port + ": errno " + errno);
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("the open sockets cannot be listed: " + e.getMessage());
    } catch (LinkageError | IllegalStateException e) {
      return Optional.of("the C library cannot be called: " + e.getMessage());
    }
  }

  /// How many sockets of this process listen on a port and share it; 0 where that cannot be told.
  public static int socketsListeningOn(int port) {
    if (!isPossible()) {
      return 0;
    }
    try {
      return listeningOn(port).size();
    } catch (IOException | LinkageError | IllegalStateException e) {
      return 0;
    }
  }

  private static boolean isPossible() {
    return System.getProperty("os.name").equals("Linux")
        && ARCHITECTURES.contains(System.getProperty("os.arch").toLowerCase(Locale.ROOT));
  }

  private static List<Integer> listeningOn(int port) throws IOException {
    List<Integer> found = new ArrayList<>();
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      for (Path link : (Iterable<Path>) descriptors::iterator) {
        int descriptor = Integer.parseInt(String.valueOf(link.getFileName()));
        if (SocketCalls.option(descriptor, SO_ACCEPTCONN) == 1
            && SocketCalls.option(descriptor, SO_REUSEPORT) == 1
            && SocketCalls.boundPort(descriptor) == port) {
          found.add(descriptor);
        }
      }
    }
    return found;
  }

  /// All of it in `struct sock_fprog {u16 len; pointer}`.
  private static int attachTo(int socket, List<Instruction> program) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment instructions = arena.allocate((long) Instruction.BYTES * program.size(), 8);
      long at = 0;
      for (Instruction instruction : program) {
        instructions.set(JAVA_SHORT, at, instruction.code());
        instructions.set(JAVA_BYTE, at + 2, (byte) instruction.jumpIfTrue());
        instructions.set(JAVA_BYTE, at + 3, (byte) instruction.jumpIfFalse());
        instructions.set(JAVA_INT, at + 4, instruction.constant());
        at += Instruction.BYTES;
      }
      MemorySegment header = arena.allocate(16, 8);
      header.set(JAVA_SHORT, 0, (short) program.size());
      header.set(ADDRESS, 8, instructions);
      return SocketCalls.setOption(socket, SO_ATTACH_REUSEPORT_CBPF, header);
    }
  }
}
