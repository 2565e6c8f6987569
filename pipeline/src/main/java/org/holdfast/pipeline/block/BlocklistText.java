package org.holdfast.pipeline.block;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.holdfast.model.Asn;
import org.holdfast.model.CountryCode;
import org.holdfast.model.Sha256;
import org.holdfast.model.VantagePoint;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The lines of the file; see the package.
final class BlocklistText {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Pattern PROBE_ID = Pattern.compile("[0-9a-f]{64}");

  private BlocklistText() {}

  static String block(Block block) {
    ObjectNode line = JSON.createObjectNode();
    line.put("act", "block").put("id", block.id()).put("time", block.from().toString());
    line.put("probe_id", block.probeId().hex());
    line.put("probe_cc", block.network().countryCode().text());
    line.put("probe_asn", block.network().asn().toString());
    return line.put("until", block.until().toString()).put("reason", block.reason()) + "\n";
  }

  static String unblock(String id, Instant at, String reason) {
    ObjectNode line = JSON.createObjectNode();
    line.put("act", "unblock").put("id", id).put("time", at.toString());
    return line.put("reason", reason) + "\n";
  }

  static Blocklist parse(String text) throws UnusableBlocklistException {
    Map<String, Block> blocks = new LinkedHashMap<>();
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      if (!line.isBlank()) {
        try {
          apply(JSON.readTree(line), blocks);
        } catch (JacksonException | IllegalArgumentException | DateTimeException e) {
          throw new UnusableBlocklistException("line " + number + " is no act: " + brief(e));
        }
      }
    }
    return new Blocklist(blocks.values());
  }

  private static String brief(RuntimeException e) {
    return e instanceof JacksonException ? "it is not JSON" : String.valueOf(e.getMessage());
  }

  private static void apply(JsonNode act, Map<String, Block> blocks) {
    String id = word(act, "id", Block.ID);
    Instant time = Instant.parse(act.path("time").asString(""));
    switch (act.path("act").asString("")) {
      case "block" -> {
        Block block =
            new Block(
                id,
                Sha256.fromHex(word(act, "probe_id", PROBE_ID)),
                network(act),
                time,
                Instant.parse(act.path("until").asString("")),
                act.path("reason").asString(""),
                Optional.empty());
        if (blocks.putIfAbsent(id, block) != null) {
          throw new IllegalArgumentException("block " + id + " is there already");
        }
      }
      case "unblock" -> {
        if (blocks.computeIfPresent(id, (_, block) -> block.lifted(time)) == null) {
          throw new IllegalArgumentException("there is no block " + id);
        }
      }
      default -> throw new IllegalArgumentException("its act is neither block nor unblock");
    }
  }

  private static VantagePoint network(JsonNode act) {
    Optional<CountryCode> country = CountryCode.parse(act.path("probe_cc").asString(""));
    Optional<Asn> asn = Asn.parse(act.path("probe_asn").asString(""));
    if (country.isEmpty() || asn.isEmpty()) {
      throw new IllegalArgumentException("probe_cc and probe_asn name no network");
    }
    return new VantagePoint(country.get(), asn.get());
  }

  private static String word(JsonNode act, String member, Pattern form) {
    String text = act.path(member).asString("");
    if (!form.matcher(text).matches()) {
      throw new IllegalArgumentException(member + " is not as it should be");
    }
    return text;
  }
}
