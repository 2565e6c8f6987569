package org.holdfast.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.holdfast.bench.load.Documents;
import org.holdfast.model.envelope.Envelope;
import org.holdfast.model.envelope.EnvelopeCodec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What writing and reading an envelope costs beside a 20 KB body.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class EnvelopeCodecBenchmark {
  private final Envelope envelope = Documents.record(Documents.document(20_000)).envelope();
  private final byte[] encoded = EnvelopeCodec.encode(envelope);

  @Benchmark
  public byte[] encode() {
    return EnvelopeCodec.encode(envelope);
  }

  @Benchmark
  public Envelope decode() {
    return EnvelopeCodec.decode(encoded, 0, encoded.length);
  }
}
