package ai.lixpi.nats.objectstore;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * What all transfers of a service in one direction may have on their way together, so that other
 * messages on the connection do not stand behind all of it. Who is alone has as much as it can use.
 */
final class Share {
  private final AtomicInteger members = new AtomicInteger();

  void join() {
    members.incrementAndGet();
  }

  void leave() {
    members.decrementAndGet();
  }

  /** The part of each member, of something that two may use in full. */
  long of(long full) {
    return full * 2 / Math.max(2, members.get());
  }
}
