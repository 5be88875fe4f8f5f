package ai.lixpi.nats.internal.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.Arrays;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/**
 * Follows the frames that a server sends and stops what no honest server sends, before anybody
 * allocates memory for it: control lines over 1 MiB or with a bare line feed, message frames
 * without sensible sizes, payloads over 64 MiB (the most that a nats-server can be configured for).
 * It must see the same lines and the same sizes as jnats does, hence its strictness. Not
 * thread-safe; one per connection.
 */
final class FrameGuard {
  static final int MAX_LINE = 1024 * 1024;
  static final int MAX_PAYLOAD = 64 * 1024 * 1024;

  /** From this size on, headers included, a message is one of which {@link #check} tells. */
  static final int LARGE = 64 * 1024;

  private static final int CRLF = 2;

  // Mutable state
  private long skip;
  private byte[] partial = new byte[256];
  private int partialLength;

  /** Where the line of a large message stands, whole, in the bytes that were checked. */
  record LargeFrame(int start, int end, int sizeStart, int headers, int size) {
    /** Where what follows the line starts. */
    int next() {
      return end + CRLF;
    }

    /** The subscription, as this client has numbered it. */
    String subscription(byte[] bytes) {
      StringTokenizer fields =
          new StringTokenizer(new String(bytes, start, end - start, ISO_8859_1), " \t");
      fields.nextToken();
      fields.nextToken();
      return fields.nextToken();
    }

    /** Lets the line say that the message is smaller, in as many digits. */
    void announce(byte[] bytes, int smaller) {
      int left = smaller;
      for (int i = end - 1; i >= sizeStart; i--) {
        bytes[i] = (byte) ('0' + left % 10);
        left /= 10;
      }
    }
  }

  /**
   * Follows bytes up to their end, or to the end of the line of a large message, which it returns;
   * what follows that is to be checked then.
   */
  @Nullable LargeFrame check(byte[] bytes, int offset, int count) throws IOException {
    int end = offset + count;
    int i = offset;
    while (i < end) {
      if (skip > 0) {
        int step = (int) Math.min(skip, end - i);
        skip -= step;
        i += step;
        continue;
      }
      int newline = i;
      while (newline < end && bytes[newline] != '\n') {
        newline++;
      }
      if (newline == end) {
        keep(bytes, i, end - i);
        return null;
      }
      if (partialLength == 0) {
        LargeFrame large = line(bytes, i, newline);
        if (large != null) {
          return large;
        }
      } else {
        keep(bytes, i, newline - i);
        line(partial, 0, partialLength);
        partialLength = 0;
      }
      i = newline + 1;
    }
    return null;
  }

  /** Whether all that has passed belongs to whole frames and the start of a line. */
  boolean isAtLine() {
    return skip == 0;
  }

  /** The payload of the last message does not come this way, only what follows it. */
  void payloadGoesPast() {
    skip = CRLF;
  }

  private void keep(byte[] bytes, int from, int count) throws IOException {
    if (partialLength + count > MAX_LINE) {
      throw new IOException("The server sent a control line of more than " + MAX_LINE + " bytes.");
    }
    if (partialLength + count > partial.length) {
      partial = Arrays.copyOf(partial, Math.max(partialLength + count, partial.length * 2));
    }
    System.arraycopy(bytes, from, partial, partialLength, count);
    partialLength += count;
  }

  private @Nullable LargeFrame line(byte[] bytes, int from, int newline) throws IOException {
    int end = newline - 1;
    if (end < from || bytes[end] != '\r') {
      throw new IOException("The server sent a line feed without a carriage return.");
    }
    int op = from < end ? bytes[from] | 0x20 : 0;
    if (op != 'm' && op != 'h') {
      return null;
    }
    requireFields(bytes, from, end, op == 'm' ? 3 : 4);
    int start = tokenStart(bytes, from, end);
    long total = number(bytes, start, end);
    long headers = 0;
    if (op == 'h') {
      int headerEnd = separatorsBefore(bytes, from, start);
      headers = number(bytes, tokenStart(bytes, from, headerEnd), headerEnd);
      if (headers > total) {
        throw new IOException(
            "The server sent a message frame whose headers are larger than itself.");
      }
    }
    if (total > MAX_PAYLOAD) {
      throw new IOException(
          "The server announced a message of "
              + total
              + " bytes, more than any nats-server sends.");
    }
    skip = total + CRLF;
    return total < LARGE ? null : new LargeFrame(from, end, start, (int) headers, (int) total);
  }

  /** The least number of fields after the operation; a reply subject makes one more. */
  private static void requireFields(byte[] bytes, int from, int end, int least) throws IOException {
    int fields = 0;
    for (int i = from; i < end; i++) {
      fields += blank(bytes[i]) ? 1 : 0;
    }
    if (fields < least || fields > least + 1) {
      throw new IOException("The server sent a message frame with " + fields + " fields.");
    }
  }

  private static int tokenStart(byte[] bytes, int from, int end) {
    int start = end;
    while (start > from && !blank(bytes[start - 1])) {
      start--;
    }
    return start;
  }

  private static int separatorsBefore(byte[] bytes, int from, int start) {
    int end = start;
    while (end > from && blank(bytes[end - 1])) {
      end--;
    }
    return end;
  }

  private static boolean blank(byte b) {
    return b == ' ' || b == '\t';
  }

  private static long number(byte[] bytes, int start, int end) throws IOException {
    long value = 0;
    for (int i = start; i < end; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9 || end - start > 18) {
        throw new IOException("The server sent a message frame with a size that is no number.");
      }
      value = value * 10 + digit;
    }
    if (start == end) {
      throw new IOException("The server sent a message frame without a size.");
    }
    return value;
  }
}
