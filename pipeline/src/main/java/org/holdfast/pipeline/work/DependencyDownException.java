package org.holdfast.pipeline.work;

import java.io.IOException;
import org.holdfast.journal.EntriesLostException;
import org.jspecify.annotations.Nullable;

/// Something the pipeline needs does not answer. Nothing is wrong with the records: the same step
/// is tried again later.
public final class DependencyDownException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String dependency;

  /// @param dependency what is missing, as operators know it: `catalogue`, `archive`, `journal`,
  ///   `quarantine`
  public DependencyDownException(String dependency, Throwable cause) {
    super("waits for " + dependency, cause);
    this.dependency = dependency;
  }

  public String dependency() {
    return dependency;
  }

  /// Runs `call`; whatever it throws is taken for a failure of `dependency`, unless it names one
  /// itself or says that records are another machine's.
  public static <T extends @Nullable Object> T unlessAnswered(String dependency, Call<T> call) {
    try {
      return call.run();
    } catch (DependencyDownException | EntriesLostException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new DependencyDownException(dependency, e);
    }
  }

  /// Something asked of a dependency.
  @FunctionalInterface
  public interface Call<T extends @Nullable Object> {
    T run() throws IOException;
  }
}
