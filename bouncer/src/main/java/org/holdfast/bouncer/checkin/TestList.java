package org.holdfast.bouncer.checkin;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.holdfast.model.CountryCode;

/// The URLs probes are asked to measure, held in memory. Immutable.
///
/// Which of them a probe gets is left to chance, so that a list longer than what one probe can do
/// is covered by many.
public final class TestList {
  /// A few sites that are blocked somewhere, so that a probe finds work before an operator has
  /// chosen a list; with none it would stop (probe-services §1.7).
  public static final TestList WELL_KNOWN =
      new TestList(
          List.of(
              new TestUrl("https://www.wikipedia.org/", "CULTR", TestUrl.EVERYWHERE),
              new TestUrl("https://www.bbc.com/news", "NEWS", TestUrl.EVERYWHERE),
              new TestUrl("https://www.dw.com/", "NEWS", TestUrl.EVERYWHERE),
              new TestUrl("https://www.torproject.org/", "ANON", TestUrl.EVERYWHERE),
              new TestUrl("https://signal.org/", "COMT", TestUrl.EVERYWHERE),
              new TestUrl("https://telegram.org/", "COMT", TestUrl.EVERYWHERE),
              new TestUrl("https://www.facebook.com/", "GRP", TestUrl.EVERYWHERE),
              new TestUrl("https://twitter.com/", "GRP", TestUrl.EVERYWHERE),
              new TestUrl("https://www.youtube.com/", "MMED", TestUrl.EVERYWHERE),
              new TestUrl("https://www.google.com/", "SRCH", TestUrl.EVERYWHERE),
              new TestUrl("https://www.amnesty.org/", "HUMR", TestUrl.EVERYWHERE),
              new TestUrl("https://www.hrw.org/", "HUMR", TestUrl.EVERYWHERE)));

  private final List<TestUrl> urls;

  public TestList(List<TestUrl> urls) {
    this.urls = List.copyOf(urls);
  }

  /// At most `limit` URLs for a country in an order of chance.
  ///
  /// @param categories the only ones wanted; empty for all
  List<TestUrl> choose(
      CountryCode country, Set<String> categories, int limit, RandomGenerator random) {
    List<TestUrl> fitting = new ArrayList<>();
    for (TestUrl url : urls) {
      if (url.isFor(country.text())
          && (categories.isEmpty() || categories.contains(url.categoryCode()))) {
        fitting.add(url);
      }
    }
    Collections.shuffle(fitting, random);
    return List.copyOf(fitting.subList(0, Math.min(limit, fitting.size())));
  }
}
