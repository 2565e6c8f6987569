package org.holdfast.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.holdfast.bench.load.Documents;
import org.holdfast.model.Sha256;
import org.holdfast.model.document.ContentFingerprint;
import org.holdfast.model.document.MeasurementFields;
import org.holdfast.model.document.MeasurementScanner;
import org.holdfast.model.document.PublishedDocument;
import org.holdfast.model.json.UnreadableJsonException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What is done to each 20 KB document: on the acknowledgement path its digest and the extraction
/// of its fields, in the pipeline its fingerprint and its published form.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class DocumentBenchmark {
  private final byte[] document = Documents.document(20_000);

  @Benchmark
  public Sha256 digest() {
    return Sha256.of(document);
  }

  @Benchmark
  public MeasurementFields extractFields() throws UnreadableJsonException {
    return MeasurementScanner.scan(document, 0, document.length);
  }

  @Benchmark
  public Sha256 fingerprint() throws UnreadableJsonException {
    return ContentFingerprint.of(document, 0, document.length, true, Documents.REPORT_ID);
  }

  @Benchmark
  public byte[] publish() throws UnreadableJsonException {
    return PublishedDocument.of(document, 0, document.length, Documents.REPORT_ID);
  }
}
