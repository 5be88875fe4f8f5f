package ai.lixpi.nats;

import ai.lixpi.nats.internal.wire.Wire;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Follows one message to the point where it can't be taken back. */
final class Ticket {
  private enum State {
    HERE,
    /** In the hands of a thread that knows soon what becomes of it. */
    SENDING,
    SENT,
    CANCELLED
  }

  private final long deadline;
  private final Consumer<NatsServiceException> onRefusal;
  private final AtomicReference<State> state = new AtomicReference<>(State.HERE);

  // Mutable state
  private volatile @Nullable Wire wire;
  private volatile boolean sentBefore;
  private volatile boolean givenUp;

  Ticket(long deadline, Consumer<NatsServiceException> onRefusal) {
    this.deadline = deadline;
    this.onRefusal = onRefusal;
  }

  /** When nobody waits for the message any more, a {@link System#nanoTime()}. */
  long deadline() {
    return deadline;
  }

  /** It can't be sent, ever. */
  void refused(NatsServiceException why) {
    onRefusal.accept(why);
  }

  /** Claims the right to send; false when it was cancelled. */
  boolean send(Wire onto) {
    if (!state.compareAndSet(State.HERE, State.SENDING)) {
      return false;
    }
    wire = onto;
    return true;
  }

  /** The wire has taken it. */
  void sent() {
    state.compareAndSet(State.SENDING, State.SENT); // it may have been lost again meanwhile
  }

  /** Whether it will be known in a moment whether it was sent. */
  boolean isBeingSent() {
    return state.get() == State.SENDING;
  }

  /** Takes the claim back, because the wire did not take the message. */
  void notSent() {
    wire = null;
    state.set(State.HERE);
    if (givenUp) {
      cancel(); // nobody waits for it any more
    }
  }

  /** Lets a message that was sent be sent once more. */
  void again() {
    sentBefore = true;
    notSent();
  }

  /** Takes the message back; false when it is on its way already, or was before. */
  boolean cancel() {
    givenUp = true;
    return state.compareAndSet(State.HERE, State.CANCELLED) && !sentBefore;
  }

  boolean isCancelled() {
    return state.get() == State.CANCELLED;
  }

  boolean wasSentBefore() {
    return sentBefore;
  }

  boolean wasSentOn(Wire other) {
    return wire == other;
  }
}
