package ai.lixpi.nats.internal.wire;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Takes the payloads of large messages past jnats, which makes a new array for each, fills it with
 * zeros, and copies to it what it has copied from the socket before. Here they are read from the
 * socket into arrays that are used again; jnats gets a {@link StandIn} for each. All other bytes go
 * to jnats untouched. Behind a {@link FrameGuard}, and like it not thread-safe; one per connection.
 */
final class Bypass {
  private final FrameGuard guard = new FrameGuard();
  private final PayloadPool pool;
  private final Predicate<String> knowsStandIns;

  // Mutable state
  private @Nullable StandIn standIn;
  private int filled;
  private int given;
  private boolean offered;

  /**
   * Makes one.
   *
   * @param pool where arrays come from
   * @param knowsStandIns whether a subscription has a dispatcher that takes a stand-in
   */
  Bypass(PayloadPool pool, Predicate<String> knowsStandIns) {
    this.pool = pool;
    this.knowsStandIns = knowsStandIns;
  }

  /** Reads for jnats; the end of the input is -1. */
  int read(InputStream in, byte[] destination, int offset, int length) throws IOException {
    StandIn current = standIn;
    if (current != null) {
      fill(in, current.payload);
      return give(current, destination, offset, length);
    }
    if (offered && guard.isAtLine()) {
      StandIn.forget(); // its message has been dispatched, or dropped
      offered = false;
    }
    int count = in.read(destination, offset, length);
    return count <= 0 ? count : withoutPayload(destination, offset, count);
  }

  private int withoutPayload(byte[] bytes, int offset, int count) throws IOException {
    int end = offset + count;
    for (int from = offset; from < end; ) {
      FrameGuard.LargeFrame frame = guard.check(bytes, from, end - from);
      if (frame == null) {
        return count;
      }
      int payloadStart = frame.next() + frame.headers();
      int payloadSize = frame.size() - frame.headers();
      int here = end - payloadStart;
      if (here >= 0 && here <= payloadSize && goesPast(frame.subscription(bytes), payloadSize)) {
        StandIn made = StandIn.of(pool.take(payloadSize));
        System.arraycopy(bytes, payloadStart, made.payload, 0, here);
        frame.announce(bytes, frame.headers() + StandIn.SIZE);
        guard.payloadGoesPast();
        standIn = made;
        filled = here;
        return payloadStart - offset;
      }
      from = frame.next();
    }
    return count;
  }

  private boolean goesPast(String subscription, int payloadSize) {
    return payloadSize > StandIn.SIZE && StandIn.canBeTaken() && knowsStandIns.test(subscription);
  }

  private void fill(InputStream in, byte[] payload) throws IOException {
    while (filled < payload.length) {
      int count = in.read(payload, filled, payload.length - filled);
      if (count < 0) {
        throw new EOFException("the server closed the connection within a message");
      }
      filled += count;
    }
  }

  private int give(StandIn current, byte[] destination, int offset, int length) {
    current.offer();
    offered = true;
    int count = Math.min(length, StandIn.SIZE - given);
    System.arraycopy(current.bytes, given, destination, offset, count);
    given += count;
    if (given == StandIn.SIZE) {
      standIn = null;
      given = 0;
    }
    return count;
  }
}
