/// Micro-benchmarks, one class per question. Run all with `java -cp bench/target/lib/*
/// org.openjdk.jmh.Main` as `docs/benchmarks.md` shows.
@NullMarked
package org.holdfast.bench.jmh;

import org.jspecify.annotations.NullMarked;
