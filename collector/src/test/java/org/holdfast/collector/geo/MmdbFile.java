package org.holdfast.collector.geo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Writes small MaxMind DB files, format 2.0, for both address families: a binary tree over 128
/// bits with 24-bit records, 16 zero bytes, the entries, a marker, the metadata.
final class MmdbFile {
  private static final int NONE = -1;
  private static final int V4_PREFIX_BITS = 96;

  /// A record is the index of a node, a negated `-2 - offset` of an entry, or nothing.
  private final List<int[]> nodes = new ArrayList<>();

  private final ByteArrayOutputStream entries = new ByteArrayOutputStream();

  MmdbFile() {
    nodes.add(new int[] {NONE, NONE});
  }

  /// @param network as in `198.51.100.0/24`
  MmdbFile with(String network, Map<String, Object> entry) throws UnknownHostException {
    String[] parts = network.split("/", -1);
    byte[] address = InetAddress.getByName(parts[0]).getAddress();
    boolean v4 = address.length == 4;
    byte[] raw = new byte[16];
    System.arraycopy(address, 0, raw, 16 - address.length, address.length);
    int length = Integer.parseInt(parts[1]) + (v4 ? V4_PREFIX_BITS : 0);
    int node = 0;
    for (int bit = 0; bit < length - 1; bit++) {
      int side = bitOf(raw, bit);
      if (nodes.get(node)[side] == NONE) {
        nodes.add(new int[] {NONE, NONE});
        nodes.get(node)[side] = nodes.size() - 1;
      }
      node = nodes.get(node)[side];
    }
    nodes.get(node)[bitOf(raw, length - 1)] = -2 - entries.size();
    write(entries, entry);
    return this;
  }

  byte[] bytes(LocalDate built) {
    var file = new ByteArrayOutputStream();
    for (int[] node : nodes) {
      for (int side : node) {
        int value =
            side == NONE ? nodes.size() : side < NONE ? nodes.size() + 16 + (-2 - side) : side;
        file.write(value >> 16);
        file.write(value >> 8);
        file.write(value);
      }
    }
    file.writeBytes(new byte[16]);
    file.writeBytes(entries.toByteArray());
    file.writeBytes("\u00ab\u00cd\u00efMaxMind.com".getBytes(ISO_8859_1));
    write(
        file,
        Map.of(
            "node_count",
            (long) nodes.size(),
            "record_size",
            24,
            "ip_version",
            6,
            "database_type",
            "test",
            "languages",
            List.of(),
            "binary_format_major_version",
            2,
            "binary_format_minor_version",
            0,
            "build_epoch",
            BigInteger.valueOf(built.atStartOfDay(ZoneOffset.UTC).toEpochSecond()),
            "description",
            Map.of()));
    return file.toByteArray();
  }

  private static int bitOf(byte[] raw, int bit) {
    return (raw[bit / 8] >> (7 - bit % 8)) & 1;
  }

  private static void write(ByteArrayOutputStream out, Object value) {
    switch (value) {
      case String text -> {
        byte[] bytes = text.getBytes(UTF_8);
        header(out, 2, bytes.length);
        out.writeBytes(bytes);
      }
      case Integer number -> unsigned(out, 5, BigInteger.valueOf(number));
      case Long number -> unsigned(out, 6, BigInteger.valueOf(number));
      case BigInteger number -> unsigned(out, 9, number);
      case List<?> list -> {
        header(out, 11, list.size());
        list.forEach(item -> write(out, item));
      }
      case Map<?, ?> map -> {
        header(out, 7, map.size());
        map.forEach(
            (name, item) -> {
              write(out, name);
              write(out, item);
            });
      }
      default -> throw new IllegalArgumentException("not written here: " + value.getClass());
    }
  }

  private static void unsigned(ByteArrayOutputStream out, int type, BigInteger number) {
    byte[] bytes = number.signum() == 0 ? new byte[0] : number.toByteArray();
    int start = bytes.length > 0 && bytes[0] == 0 ? 1 : 0;
    header(out, type, bytes.length - start);
    out.write(bytes, start, bytes.length - start);
  }

  /// Sizes from 29 on take a byte of their own.
  private static void header(ByteArrayOutputStream out, int type, int size) {
    out.write((type > 7 ? 0 : type << 5) | Math.min(size, 29));
    if (type > 7) {
      out.write(type - 7);
    }
    if (size >= 29) {
      out.write(size - 29);
    }
  }
}
