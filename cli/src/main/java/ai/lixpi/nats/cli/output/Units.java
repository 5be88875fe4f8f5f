package ai.lixpi.nats.cli.output;

import ai.lixpi.nats.cli.CliException;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes, rates and durations, as people write and read them. */
public final class Units {
  private static final Pattern SIZE =
      Pattern.compile("([0-9]+(?:\\.[0-9]+)?)\\s*([KMGT]?)I?B?", Pattern.CASE_INSENSITIVE);
  private static final Pattern TIME = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)\\s*(ms|s|m|h|d)?");
  private static final String[] NAMES = {"B", "KiB", "MiB", "GiB", "TiB"};

  private Units() {}

  /**
   * A number of bytes for people.
   *
   * @param bytes the number
   * @return like {@code 1.5 MiB}
   */
  public static String bytes(long bytes) {
    return scaled((double) bytes);
  }

  /**
   * A throughput for people.
   *
   * @param bytesPerSecond the number
   * @return like {@code 1.5 MiB/s}
   */
  public static String throughput(double bytesPerSecond) {
    return scaled(bytesPerSecond) + "/s";
  }

  private static String scaled(double bytes) {
    int unit = 0;
    double value = bytes;
    while (value >= 1024 && unit < NAMES.length - 1) {
      value /= 1024;
      unit++;
    }
    String format = unit == 0 ? "%.0f %s" : value < 10 ? "%.2f %s" : "%.1f %s";
    return String.format(Locale.ROOT, format, value, NAMES[unit]);
  }

  /**
   * A count for people.
   *
   * @param count the number
   * @return like {@code 1,234,567}
   */
  public static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /**
   * A rate for people.
   *
   * @param perSecond the number
   * @return like {@code 1,234/s}
   */
  public static String rate(double perSecond) {
    return String.format(Locale.ROOT, "%,.0f/s", perSecond);
  }

  /**
   * A duration for people.
   *
   * @param time the duration
   * @return like {@code 1.25 s} or {@code 3 d 4 h}
   */
  public static String time(Duration time) {
    double seconds = time.toNanos() / 1e9;
    if (seconds < 1) {
      return String.format(Locale.ROOT, seconds < 0.01 ? "%.2f ms" : "%.0f ms", seconds * 1e3);
    }
    if (seconds < 60) {
      return String.format(Locale.ROOT, "%.2f s", seconds);
    }
    if (seconds < 3600) {
      return time.toMinutes() + " min " + time.toSecondsPart() + " s";
    }
    return seconds < 86_400
        ? time.toHours() + " h " + time.toMinutesPart() + " min"
        : time.toDays() + " d " + time.toHoursPart() + " h";
  }

  /**
   * A duration that a user wrote.
   *
   * @param text like {@code 500ms}, {@code 2s}, {@code 1h}, or seconds without a unit
   * @return the duration, above zero
   */
  public static Duration duration(String text) {
    Matcher match = TIME.matcher(text.strip().toLowerCase(Locale.ROOT));
    try {
      Duration time =
          match.matches()
              ? Duration.ofNanos((long) (Double.parseDouble(match.group(1)) * unit(match) * 1e9))
              : Duration.parse(text);
      if (!time.isNegative() && !time.isZero()) {
        return time;
      }
    } catch (DateTimeException | ArithmeticException e) {
      // told below
    }
    throw CliException.usage(
        "'" + text + "' is no duration: write seconds like 0.5, or 500ms, 2s, 1m, 1h, 7d.");
  }

  private static double unit(Matcher match) {
    String unit = match.group(2) == null ? "s" : match.group(2);
    return switch (unit) {
      case "ms" -> 1e-3;
      case "m" -> 60;
      case "h" -> 3600;
      case "d" -> 86_400;
      default -> 1;
    };
  }

  /**
   * A size that a user wrote.
   *
   * @param text like {@code 4096}, {@code 128K}, {@code 1.5GiB}
   * @return bytes
   */
  public static long size(String text) {
    Matcher match = SIZE.matcher(text.strip());
    if (!match.matches()) {
      throw CliException.usage(
          "'" + text + "' is no size: write bytes like 4096, or 128K, 10M, 1.5G.");
    }
    int power = " KMGT".indexOf(match.group(2).isEmpty() ? " " : upper(match.group(2)));
    return (long) (Double.parseDouble(match.group(1)) * Math.pow(1024, power));
  }

  private static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }
}
