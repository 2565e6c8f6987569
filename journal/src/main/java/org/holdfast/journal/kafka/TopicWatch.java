package org.holdfast.journal.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at the topic again and again: whether it can be used at all, and whether its settings keep
/// what is promised. Nothing is sent before the first look that found it usable, so that nothing
/// goes into a topic that is not what it should be. Safe for concurrent use.
final class TopicWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TopicWatch.class);
  private static final Duration WHILE_AWAY = Duration.ofMillis(500);

  private final KafkaOptions options;
  private final Admin admin;
  private final Thread thread;

  private volatile Optional<String> refusal = Optional.of("the topic has not been looked at yet");
  private volatile List<String> notes = List.of();
  private volatile Optional<TopicFacts> facts = Optional.empty();
  private volatile Optional<String> clash = Optional.empty();
  private volatile boolean closed;
  private boolean lookedAt;

  private TopicWatch(KafkaOptions options, Admin admin) {
    this.options = options;
    this.admin = admin;
    this.thread = Thread.ofPlatform().daemon().name("kafka-topic-watch").unstarted(this::run);
  }

  static TopicWatch start(KafkaOptions options, Admin admin) {
    TopicWatch watch = new TopicWatch(options, admin);
    watch.thread.start();
    return watch;
  }

  /// Why nothing can be sent or read, for people; empty while all is well.
  Optional<String> refusal() {
    return refusal;
  }

  /// What works and is not as it should be.
  List<String> notes() {
    return Stream.concat(notes.stream(), clash.stream()).toList();
  }

  /// Remembers that another machine goes by this one's name.
  void noteClash(String what) {
    if (clash.isEmpty()) {
      log.error("{}", what);
    }
    clash = Optional.of(what);
  }

  /// There is no other of this one's name any more.
  void clashIsOver() {
    log.info("No other machine has this one's name any more");
    clash = Optional.empty();
  }

  /// What was seen last; empty before the topic was seen for the first time.
  Optional<TopicFacts> facts() {
    return facts;
  }

  /// Waits for the first look to end.
  synchronized void awaitFirstLook(Duration atMost) throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    long left = atMost.toMillis();
    while (!lookedAt && left > 0) {
      wait(left);
      left = (end - System.nanoTime()) / 1_000_000;
    }
  }

  private void run() {
    try {
      while (!closed) {
        look();
        synchronized (this) {
          lookedAt = true;
          notifyAll();
        }
        Thread.sleep(refusal.isEmpty() ? options.lookInterval() : WHILE_AWAY);
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  private void look() throws InterruptedException {
    try {
      TopicFacts seen = ask();
      facts = Optional.of(seen);
      note(seen.shortcomings(options));
      refuse(
          seen.readable() && seen.writable()
              ? Optional.empty()
              : Optional.of(
                  "%s may not %s topic '%s'; allow it on the broker"
                      .formatted(who(), seen.readable() ? "write to" : "read", options.topic())));
    } catch (ExecutionException e) {
      refuse(Optional.of(explain(e.getCause() == null ? e : e.getCause())));
    } catch (TimeoutException | RuntimeException e) {
      refuse(Optional.of(explain(e)));
    }
  }

  private TopicFacts ask() throws InterruptedException, ExecutionException, TimeoutException {
    long millis = options.patience().toMillis();
    TopicDescription topic =
        admin
            .describeTopics(
                List.of(options.topic()),
                new DescribeTopicsOptions().includeAuthorizedOperations(true))
            .allTopicNames()
            .get(millis, TimeUnit.MILLISECONDS)
            .get(options.topic());
    if (topic == null) {
      throw new UnknownTopicOrPartitionException("no answer about the topic");
    }
    List<TopicPartitionInfo> parts = topic.partitions();
    var allowed = topic.authorizedOperations();
    return new TopicFacts(
        topic.topicId().toString(),
        parts.size(),
        parts.stream().mapToInt(p -> p.replicas().size()).min().orElse(0),
        parts.stream().mapToInt(p -> p.isr().size()).min().orElse(0),
        (int) parts.stream().filter(p -> p.leader() == null || p.leader().isEmpty()).count(),
        allowed == null || allowed.isEmpty() || allowed.contains(AclOperation.READ),
        allowed == null || allowed.isEmpty() || allowed.contains(AclOperation.WRITE),
        settings(millis));
  }

  private Map<String, String> settings(long millis)
      throws InterruptedException, ExecutionException, TimeoutException {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, options.topic());
    Map<String, String> settings = new HashMap<>();
    try {
      var answer =
          admin
              .describeConfigs(List.of(resource))
              .all()
              .get(millis, TimeUnit.MILLISECONDS)
              .get(resource);
      if (answer != null) {
        for (ConfigEntry entry : answer.entries()) {
          if (entry.value() != null) {
            settings.put(entry.name(), entry.value());
          }
        }
      }
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof AuthorizationException)) {
        throw e;
      }
    }
    return settings;
  }

  private String explain(Throwable cause) {
    return switch (cause) {
      case UnknownTopicOrPartitionException _ ->
          "topic '%s' does not exist at %s; create it with at least %d partition(s), min.insync.replicas=%d, retention.ms=-1 and max.message.bytes=%d"
              .formatted(
                  options.topic(),
                  options.bootstrap(),
                  options.minPartitions(),
                  options.minInsyncReplicas(),
                  options.maxRecordBytes());
      case SslAuthenticationException e ->
          "no TLS connection to %s is made: %s; look at journal.kafka.tls and authority-roots"
              .formatted(options.bootstrap(), firstLine(e));
      case AuthenticationException e ->
          "%s refuses the credentials of %s: %s"
              .formatted(options.bootstrap(), who(), firstLine(e));
      case AuthorizationException _ ->
          "%s may not see topic '%s' at %s; allow it on the broker"
              .formatted(who(), options.topic(), options.bootstrap());
      case TimeoutException _, org.apache.kafka.common.errors.TimeoutException _ ->
          "no broker of %s answers".formatted(options.bootstrap());
      default ->
          "topic '%s' at %s cannot be looked at: %s"
              .formatted(options.topic(), options.bootstrap(), firstLine(cause));
    };
  }

  private String who() {
    String user = options.client().get(KafkaJournal.USER);
    return user == null ? "this process" : "user '" + user + "'";
  }

  private static String firstLine(Throwable cause) {
    String text = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return text.lines().findFirst().orElse(text);
  }

  private void refuse(Optional<String> why) {
    if (!why.equals(refusal) && !closed) {
      why.ifPresentOrElse(
          reason -> log.error("The journal in Kafka cannot be used: {}", reason),
          () -> log.info("The journal in Kafka can be used"));
    }
    refusal = why;
  }

  private void note(List<String> seen) {
    if (!seen.equals(notes)) {
      seen.forEach(what -> log.error("The journal in Kafka keeps less than promised: {}", what));
    }
    notes = seen;
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      var _ = thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
