package org.holdfast.bouncer.testlist;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.holdfast.model.Asn;
import org.holdfast.model.CountryCode;

/// The URLs probes measure, in the order of their priority (probe-services §6, P24). Immutable and
/// safe for concurrent use.
///
/// The weight of a URL is the sum of the priorities of the rules it matches, divided by how often
/// it was measured lately (at least 0.1). The heaviest come first, equally heavy ones in the order
/// of the list. Where nobody counts, equally heavy ones are shuffled instead: otherwise all probes
/// would measure the head of the list and none its tail.
public final class TestList {
  /// A few sites that are blocked somewhere, so that a probe finds work before an operator has
  /// chosen a list; with none it would stop (probe-services §1.7).
  public static final List<TestUrl> WELL_KNOWN =
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
          new TestUrl("https://www.hrw.org/", "HUMR", TestUrl.EVERYWHERE));

  /// The most URLs one answer has.
  public static final int MAX_URLS = 9_999;

  private static final double LEAST_COUNT = 0.1;

  /// What a probe asks for; always at least one URL.
  ///
  /// @param country of which the list is wanted; unknown for the global one alone
  /// @param asn the network whose measurements count; unknown for all of the country
  /// @param categories the only ones wanted; empty for all
  /// @param limit how many, 1 to [#MAX_URLS]; what lies outside is moved there
  public record Wanted(CountryCode country, Asn asn, Set<String> categories, int limit) {
    public Wanted {
      categories = Set.copyOf(categories);
      limit = Math.clamp(limit, 1, MAX_URLS);
    }

    private boolean fits(TestUrl url) {
      return categories.isEmpty() || categories.contains(url.categoryCode());
    }
  }

  private record Ranked(TestUrl url, long priority) {
    double weight(Map<String, Long> counts) {
      return priority / Math.max(counts.getOrDefault(url.url(), 0L), LEAST_COUNT);
    }
  }

  private final Map<String, List<TestUrl>> urlsByCountry;
  private final List<PriorityRule> rules;
  private final Set<String> countriesWithRules;
  // At most one for each country the list or a rule names, and one for all others.
  private final Map<String, List<Ranked>> ranked = new ConcurrentHashMap<>();

  /// A list in which all URLs are worth the same.
  public TestList(List<TestUrl> urls) {
    this(urls, List.of(PriorityRule.ANYTHING));
  }

  public TestList(List<TestUrl> urls, List<PriorityRule> rules) {
    this.urlsByCountry =
        urls.stream().collect(Collectors.groupingBy(TestUrl::countryCode, Collectors.toList()));
    this.rules = List.copyOf(rules);
    this.countriesWithRules =
        rules.stream()
            .flatMap(rule -> rule.country().stream())
            .collect(Collectors.toUnmodifiableSet());
  }

  /// How many URLs there are for all countries together.
  public int size() {
    return urlsByCountry.values().stream().mapToInt(List::size).sum();
  }

  /// What to measure, the most urgent first, no URL twice.
  public List<TestUrl> choose(Wanted wanted, MeasuredCounts measured, RandomGenerator random) {
    List<Ranked> all = ranked(wanted.country());
    Map<String, Long> counts = measured.of(wanted.country(), wanted.asn());
    if (!counts.isEmpty()) {
      List<Ranked> weighed = new ArrayList<>(all);
      weighed.sort(Comparator.comparingDouble((Ranked r) -> r.weight(counts)).reversed());
      return first(weighed.stream().map(Ranked::url).filter(wanted::fits), wanted);
    }
    return first(shuffledWithinPriorities(all, wanted, random), wanted);
  }

  private static List<TestUrl> first(Stream<TestUrl> urls, Wanted wanted) {
    return urls.limit(wanted.limit()).toList();
  }

  private static Stream<TestUrl> shuffledWithinPriorities(
      List<Ranked> all, Wanted wanted, RandomGenerator random) {
    List<TestUrl> chosen = new ArrayList<>();
    int start = 0;
    while (start < all.size() && chosen.size() < wanted.limit()) {
      long priority = all.get(start).priority();
      List<TestUrl> equals = new ArrayList<>();
      int end = start;
      for (; end < all.size() && all.get(end).priority() == priority; end++) {
        if (wanted.fits(all.get(end).url())) {
          equals.add(all.get(end).url());
        }
      }
      Collections.shuffle(equals, random);
      chosen.addAll(equals);
      start = end;
    }
    return chosen.stream();
  }

  private List<Ranked> ranked(CountryCode country) {
    String key = country.text();
    boolean isNamed = urlsByCountry.containsKey(key) || countriesWithRules.contains(key);
    return ranked.computeIfAbsent(isNamed ? key : TestUrl.EVERYWHERE, this::rank);
  }

  private List<Ranked> rank(String country) {
    Set<String> seen = new HashSet<>();
    return Stream.of(TestUrl.EVERYWHERE, country)
        .distinct()
        .flatMap(code -> urlsByCountry.getOrDefault(code, List.of()).stream())
        .map(url -> new Ranked(url, priority(url, country)))
        .filter(r -> r.priority() > 0)
        .sorted(Comparator.comparingLong(Ranked::priority).reversed())
        .filter(r -> seen.add(r.url().url()))
        .toList();
  }

  private long priority(TestUrl url, String country) {
    return rules.stream()
        .filter(rule -> rule.matches(url, country))
        .mapToLong(PriorityRule::priority)
        .sum();
  }
}
