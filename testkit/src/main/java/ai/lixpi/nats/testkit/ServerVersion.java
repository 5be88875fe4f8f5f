package ai.lixpi.nats.testkit;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version that a nats-server says it has. */
record ServerVersion(int major, int minor, int patch) implements Comparable<ServerVersion> {
  static final ServerVersion OLDEST_SUPPORTED = new ServerVersion(2, 10, 0);

  private static final Pattern NUMBERS =
      Pattern.compile("\\bv?(\\d{1,4})\\.(\\d{1,4})\\.(\\d{1,4})");
  private static final Comparator<ServerVersion> ORDER =
      Comparator.comparingInt(ServerVersion::major)
          .thenComparingInt(ServerVersion::minor)
          .thenComparingInt(ServerVersion::patch);

  /** Reads what {@code nats-server -v} prints. */
  static Optional<ServerVersion> parse(String text) {
    Matcher numbers = NUMBERS.matcher(text);
    if (!text.contains("nats-server") || !numbers.find()) {
      return Optional.empty();
    }
    return Optional.of(
        new ServerVersion(
            Integer.parseInt(numbers.group(1)),
            Integer.parseInt(numbers.group(2)),
            Integer.parseInt(numbers.group(3))));
  }

  boolean isAtLeast(ServerVersion other) {
    return compareTo(other) >= 0;
  }

  @Override
  public int compareTo(ServerVersion other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return major + "." + minor + "." + patch;
  }
}
