package org.holdfast.testkit.crash;

import org.holdfast.testkit.history.Finding;

/// Is told what a crash test finds. Implementations are safe for concurrent use.
interface Verdicts {
  /// So many points are there.
  void available(int points);

  /// A point that is to be tried on real processes, too.
  void toKill(Point point);

  /// A server came past this point and was struck.
  void struck(Point point);

  /// Servers did all their work, each time with fewer such operations: in that run the point was
  /// not there.
  void absent(Point point);

  /// No server came past this point, for whatever reason.
  void unreached(Point point, String why);

  /// So many more servers were started.
  void lived(int lives);

  /// A promise that was not kept.
  ///
  /// @param where the lives and the points that led there, for people
  void found(Finding.Kind kind, String key, String where);

  /// A server that did not start, or did not come back to work, without help.
  void startFailed(String what);

  /// How it goes, for people.
  void say(String line);
}
