package ai.lixpi.nats.testkit;

import org.jspecify.annotations.Nullable;

/** Looks for one trigger's pattern in one stream of bytes, across the borders of chunks (KMP). */
final class TriggerScan {
  private final Trigger trigger;
  private final int[] fallback;

  // Mutable state
  private int matched;

  TriggerScan(Trigger trigger) {
    this.trigger = trigger;
    this.fallback = fallback(trigger.pattern);
  }

  /** Where the action is due: before the byte with this offset is forwarded. */
  record Hit(Trigger trigger, int offset) {}

  /** Looks through a chunk to its end, or to where the pattern ends in it. */
  @Nullable Hit scan(byte[] bytes, int from, int to) {
    if (trigger.isTaken()) {
      return null;
    }
    byte[] pattern = trigger.pattern;
    for (int i = from; i < to; i++) {
      while (matched > 0 && bytes[i] != pattern[matched]) {
        matched = fallback[matched - 1];
      }
      if (bytes[i] == pattern[matched]) {
        matched++;
      }
      if (matched == pattern.length) {
        matched = 0;
        int end = i + 1;
        return new Hit(trigger, trigger.before ? Math.max(from, end - pattern.length) : end);
      }
    }
    return null;
  }

  private static int[] fallback(byte[] pattern) {
    int[] table = new int[pattern.length];
    int length = 0;
    for (int i = 1; i < pattern.length; i++) {
      while (length > 0 && pattern[i] != pattern[length]) {
        length = table[length - 1];
      }
      if (pattern[i] == pattern[length]) {
        length++;
      }
      table[i] = length;
    }
    return table;
  }
}
