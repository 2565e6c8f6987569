package org.holdfast.bouncer.geolookup;

import java.net.InetAddress;
import java.util.Optional;
import org.holdfast.bouncer.request.JsonBody;
import org.holdfast.edge.Refusal;
import org.holdfast.edge.RefusedException;
import org.holdfast.edge.Reply;
import org.holdfast.edge.Request;
import org.holdfast.edge.Routes;
import org.holdfast.model.Asn;
import org.holdfast.model.CountryCode;
import org.holdfast.model.VantagePoint;
import org.holdfast.model.geo.GeoDatabase;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Looks addresses up (probe-services §1.15, P30). They stand in the answer in their normal form
/// and nowhere else.
public final class GeolookupRoutes {
  /// How many addresses one request may name.
  static final int MAX_ADDRESSES = 1_000;

  private final GeoDatabase geo;

  private GeolookupRoutes(GeoDatabase geo) {
    this.geo = geo;
  }

  public static Routes create(GeoDatabase geo) {
    return Routes.builder().post("/api/v1/geolookup", new GeolookupRoutes(geo)::lookUp).build();
  }

  private Reply lookUp(Request request) {
    JsonNode addresses = JsonBody.read(request).path("addresses");
    if (!addresses.isArray()) {
      throw invalid("addresses is not a list");
    }
    if (addresses.size() > MAX_ADDRESSES) {
      throw invalid("addresses has more than " + MAX_ADDRESSES + " entries");
    }
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("v", 1);
    ObjectNode found = answer.putObject("geolocation");
    for (JsonNode entry : addresses) {
      InetAddress address =
          address(entry).orElseThrow(() -> invalid("an entry of addresses is not an IP address"));
      found.set(AddressText.print(address), describe(geo.find(address)));
    }
    return Reply.json(answer).with("Cache-Control", "no-cache");
  }

  /// An address is text or, for IPv4, the number it is.
  private static Optional<InetAddress> address(JsonNode entry) {
    return entry.isIntegralNumber()
        ? AddressText.ofNumber(entry.asLong(-1))
        : JsonBody.text(entry).flatMap(AddressText::parse);
  }

  private static ObjectNode describe(Optional<GeoDatabase.Answer> found) {
    VantagePoint where = found.map(GeoDatabase.Answer::vantagePoint).orElse(VantagePoint.UNKNOWN);
    Optional<Asn> asn = Optional.of(where.asn()).filter(number -> !number.isUnknown());
    Optional<String> name =
        found.map(GeoDatabase.Answer::networkName).filter(text -> !text.isEmpty());
    CountryCode country = where.countryCode();
    return JsonNodeFactory.instance
        .objectNode()
        .put("cc", country.text())
        .put("asn", asn.map(Asn::number).orElse(null))
        .put("as_name", name.orElse(null));
  }

  private static RefusedException invalid(String detail) {
    return Refusal.of(422, "invalid-request-field addresses", detail, "invalid-field")
        .asException();
  }
}
