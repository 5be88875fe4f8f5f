package ai.lixpi.nats.internal;

import ai.lixpi.nats.ConfigurationException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Checks durations that users give. */
public final class Durations {
  private static final Duration LONGEST = Duration.ofDays(365);

  private Durations() {}

  /**
   * Requires a duration above zero and of at most a year.
   *
   * @param name what it is, for the message
   * @param value the duration
   * @return the duration
   */
  public static Duration positive(String name, @Nullable Duration value) {
    if (value == null || value.isNegative() || value.isZero() || value.compareTo(LONGEST) > 0) {
      throw new ConfigurationException(
          name
              + " is "
              + value
              + ": give a duration above zero and of at most 365 days, like Duration.ofSeconds(3).");
    }
    return value;
  }
}
