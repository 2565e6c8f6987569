package org.holdfast.journal.segment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentSkipListSet;

/// What is known of one writer: which segments it has and how much of them is durable. Safe for
/// concurrent use.
final class WriterLog {
  private final WriterId id;
  private final boolean own;
  private final LiveTail tail;
  private final NavigableSet<Integer> numbers = new ConcurrentSkipListSet<>();
  private volatile Durable durable = Durable.NOTHING;

  /// @param own whether this process writes it, and [#publish]es and [#created] are called
  WriterLog(Disk disk, Path directory, WriterId id, boolean own) {
    this.id = id;
    this.own = own;
    this.tail = new LiveTail(disk, directory, id);
  }

  WriterId id() {
    return id;
  }

  boolean isOwn() {
    return own;
  }

  /// The numbers of its segments.
  NavigableSet<Integer> numbers() {
    return numbers;
  }

  Durable durable() {
    return durable;
  }

  void publish(Durable progress) {
    durable = progress;
  }

  void created(int number) {
    numbers.add(number);
  }

  /// Lets go of own segments that have been deleted. The newest is never among those.
  ///
  /// @param before the own numbers known before the directory was listed
  /// @param seen what the listing showed of them
  void forgetDeleted(NavigableSet<Integer> before, NavigableSet<Integer> seen) {
    for (int number : before) {
      if (number != before.last() && !seen.contains(number)) {
        numbers.remove(number);
      }
    }
  }

  /// Takes over what the directory showed a moment ago of a writer in another process.
  void refresh(NavigableSet<Integer> seen) throws IOException {
    numbers.retainAll(seen);
    numbers.addAll(seen);
    synchronized (tail) {
      durable = durable.max(tail.refresh(seen));
    }
  }

  /// Whether another writer's last segment is open, because it lives or died without sealing it.
  boolean isOpenElsewhere() {
    synchronized (tail) {
      return !own && !numbers.isEmpty() && !tail.isSealed();
    }
  }
}
