package org.holdfast.pipeline.archive;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.holdfast.model.Sha256;
import org.holdfast.model.envelope.Envelope;
import org.holdfast.model.envelope.EnvelopeCodec;
import org.holdfast.model.id.MeasurementUid;
import org.holdfast.pipeline.archive.ArchivedEntry.Slice;
import org.holdfast.pipeline.archive.FramedGzipWriter.Frame;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Writes and reads manifests, entry by entry in both directions: a manifest of a hundred thousand
/// entries is never in memory at once when read.
final class ManifestJson {
  static final int VERSION = 1;

  /// Reads one entry after another from a stream that goes on.
  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private ManifestJson() {}

  /// What a reader is shown, in this order; the head once.
  interface Visitor {
    void head(Manifest manifest);

    /// @return whether to go on
    boolean alias(ArchivedEntry.Alias alias) throws IOException;

    /// @return whether to go on
    boolean measurement(ArchivedEntry.Measurement measurement) throws IOException;
  }

  static void write(
      Path file,
      Manifest manifest,
      List<ArchivedEntry.Alias> aliases,
      List<ArchivedEntry.Measurement> measurements)
      throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
        JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeNumberProperty("version", VERSION);
      json.writeStringProperty("stem", manifest.stem());
      json.writeArrayPropertyStart("objects");
      for (Manifest.DataObject object : manifest.objects()) {
        json.writeStartObject();
        json.writeStringProperty("name", object.name());
        json.writeNumberProperty("bytes", object.bytes());
        json.writeStringProperty("sha256", object.sha256().hex());
        json.writeNumberProperty("entries", object.entries());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeObjectPropertyStart("frames");
      writeFrames(json, "jsonl", manifest.documentFrames());
      writeFrames(json, "tar", manifest.bodyFrames());
      json.writeEndObject();
      json.writeArrayPropertyStart("aliases");
      for (ArchivedEntry.Alias alias : aliases) {
        json.writeStartObject();
        json.writeStringProperty("uid", alias.envelope().uid().text());
        json.writeStringProperty("canonical", alias.canonical().text());
        writeSlice(json, "body", alias.body());
        writeEnvelope(json, alias.envelope());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeArrayPropertyStart("measurements");
      for (ArchivedEntry.Measurement measurement : measurements) {
        json.writeStartObject();
        json.writeStringProperty("uid", measurement.envelope().uid().text());
        json.writeNumberProperty("line", measurement.line());
        writeSlice(json, "document", measurement.document());
        writeSlice(json, "body", measurement.body());
        json.writeStringProperty("fingerprint", measurement.fingerprint().hex());
        json.writeArrayPropertyStart("marks");
        for (String mark : new TreeSet<>(measurement.marks())) {
          json.writeString(mark);
        }
        json.writeEndArray();
        writeEnvelope(json, measurement.envelope());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  private static void writeFrames(JsonGenerator json, String name, List<Frame> frames) {
    json.writeArrayPropertyStart(name);
    for (Frame frame : frames) {
      json.writeStartArray();
      json.writeNumber(frame.offset());
      json.writeNumber(frame.length());
      json.writeEndArray();
    }
    json.writeEndArray();
  }

  private static void writeSlice(JsonGenerator json, String name, Slice slice) {
    json.writeArrayPropertyStart(name);
    json.writeNumber(slice.frame());
    json.writeNumber(slice.offset());
    json.writeNumber(slice.length());
    json.writeEndArray();
  }

  private static void writeEnvelope(JsonGenerator json, Envelope envelope) {
    json.writeName("envelope");
    json.writeRawValue(new String(EnvelopeCodec.encode(envelope), StandardCharsets.UTF_8));
  }

  /// Shows a manifest to `visitor` until it has seen enough.
  ///
  /// @throws UnreadableManifestException if it is no manifest, whatever the visitor was shown
  /// @throws IOException if the stream fails
  static void read(InputStream in, Visitor visitor) throws IOException {
    try (JsonParser json = JSON.createParser(in)) {
      String stem = "";
      List<Manifest.DataObject> objects = new ArrayList<>();
      List<Frame> documentFrames = List.of();
      List<Frame> bodyFrames = List.of();
      expect(json.nextToken() == JsonToken.START_OBJECT);
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        switch (name) {
          case "stem" -> stem = json.getString();
          case "objects" -> {
            for (JsonNode object : JSON.readTree(json)) {
              objects.add(
                  new Manifest.DataObject(
                      object.required("name").asString(),
                      object.required("bytes").asLong(),
                      Sha256.fromHex(object.required("sha256").asString()),
                      object.required("entries").asInt()));
            }
          }
          case "frames" -> {
            JsonNode frames = JSON.readTree(json);
            documentFrames = frames(frames.required("jsonl"));
            bodyFrames = frames(frames.required("tar"));
          }
          case "aliases" -> {
            expect(value == JsonToken.START_ARRAY);
            visitor.head(new Manifest(stem, objects, documentFrames, bodyFrames));
            while (json.nextToken() == JsonToken.START_OBJECT) {
              if (!visitor.alias(alias(JSON.readTree(json)))) {
                return;
              }
            }
          }
          case "measurements" -> {
            expect(value == JsonToken.START_ARRAY);
            while (json.nextToken() == JsonToken.START_OBJECT) {
              if (!visitor.measurement(measurement(JSON.readTree(json)))) {
                return;
              }
            }
          }
          default -> json.skipChildren(); // of a later release
        }
      }
    } catch (JacksonIOException e) {
      throw new IOException("the manifest cannot be read to its end", e);
    } catch (JacksonException | IllegalArgumentException e) {
      throw new UnreadableManifestException(e);
    }
  }

  private static ArchivedEntry.Alias alias(JsonNode alias) {
    return new ArchivedEntry.Alias(
        envelope(alias),
        new MeasurementUid(alias.required("canonical").asString()),
        slice(alias.required("body")));
  }

  private static ArchivedEntry.Measurement measurement(JsonNode measurement) {
    Set<String> marks = new TreeSet<>();
    measurement.required("marks").forEach(mark -> marks.add(mark.asString()));
    return new ArchivedEntry.Measurement(
        envelope(measurement),
        measurement.required("line").asInt(),
        slice(measurement.required("document")),
        slice(measurement.required("body")),
        Sha256.fromHex(measurement.required("fingerprint").asString()),
        marks);
  }

  private static Envelope envelope(JsonNode entry) {
    byte[] bytes = entry.required("envelope").toString().getBytes(StandardCharsets.UTF_8);
    return EnvelopeCodec.decode(bytes, 0, bytes.length);
  }

  private static List<Frame> frames(JsonNode list) {
    List<Frame> frames = new ArrayList<>();
    list.forEach(
        frame -> frames.add(new Frame(frame.required(0).asLong(), frame.required(1).asInt())));
    return frames;
  }

  private static Slice slice(JsonNode list) {
    return new Slice(list.required(0).asInt(), list.required(1).asInt(), list.required(2).asInt());
  }

  private static void expect(boolean condition) {
    if (!condition) {
      throw new IllegalArgumentException("unexpected structure");
    }
  }
}
