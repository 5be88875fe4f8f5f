package ai.lixpi.nats.objectstore;

import io.nats.client.Message;
import io.nats.client.impl.Headers;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One chunk on its way. Its state is guarded by the lock of its window. */
final class Chunk {
  enum State {
    IN_FLIGHT,
    STORED,
    LOST
  }

  static final String MESSAGE_ID = "Nats-Msg-Id";

  /** What the headers of a chunk take at most. */
  static final int ENVELOPE = 96;

  final byte[] payload;
  private final String upload;
  private final long index;

  // Mutable state, under the lock of the window
  State state = State.LOST;
  long sequence;
  int attempts;
  long sentNanos;
  boolean mayBeStored;
  private int generation;
  private @Nullable CompletableFuture<Message> reply;

  Chunk(String upload, long index, byte[] payload) {
    this.upload = upload;
    this.index = index;
    this.payload = payload;
  }

  /** Its message id: the server stores it once, however often it is sent. */
  Headers headers() {
    String id = upload + ":" + index;
    return new Headers().put(MESSAGE_ID, generation == 0 ? id : id + ":" + generation);
  }

  void sent(long now) {
    state = State.IN_FLIGHT;
    attempts++;
    if (!mayBeStored) {
      sentNanos = now; // the duplicate window counts from the first copy that may be stored
    }
  }

  void reply(CompletableFuture<Message> future) {
    reply = future;
  }

  void lost(boolean perhapsStored) {
    state = State.LOST;
    mayBeStored |= perhapsStored;
  }

  /** Is not in the stream any more, and is to be stored anew, behind what is there. */
  void again() {
    state = State.LOST;
    mayBeStored = false;
    sequence = 0;
    generation++;
  }

  /** Waits no longer; a late answer is not heard. */
  @Nullable CompletableFuture<Message> giveUp() {
    attempts++;
    lost(true);
    return reply;
  }
}
