package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.NoRespondersException;
import ai.lixpi.nats.Outcome;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * Brings the chunks of a window into the stream in their order after something went wrong: what is
 * not stored is sent again under its id, first one alone, then the others; what was stored too
 * early is deleted and sent anew.
 */
final class ChunkRepair {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);
  private static final Duration GLANCE = Duration.ofMillis(500);
  private static final byte[] NOTHING = {};

  private final StreamApi api;
  private final ChunkWindow window;
  private final Duration duplicateWindow;

  ChunkRepair(StreamApi api, ChunkWindow window, Duration duplicateWindow) {
    this.api = api;
    this.window = window;
    this.duplicateWindow = duplicateWindow;
  }

  void run() throws InterruptedException {
    Duration pause = FIRST_PAUSE;
    window.awaitFlights(0);
    List<Chunk> open = window.open();
    while (!open.isEmpty()) {
      List<Chunk> lost = window.lost();
      if (lost.isEmpty()) {
        storeAnew(open);
      } else if (sendFirst(lost.get(0))) {
        sendOthers(lost.subList(1, lost.size()));
      } else {
        requireBucket();
        window.pause(pause);
        pause =
            pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
                ? pause.multipliedBy(2)
                : LONGEST_PAUSE;
      }
      open = window.open();
    }
  }

  /** Tries the way with one chunk, so that the others do not overtake it. */
  private boolean sendFirst(Chunk chunk) throws InterruptedException {
    send(chunk);
    window.awaitFlights(0);
    return chunk.state == Chunk.State.STORED;
  }

  private void sendOthers(List<Chunk> chunks) throws InterruptedException {
    for (Chunk chunk : chunks) {
      window.awaitFlights(Integer.MAX_VALUE);
      send(chunk);
    }
    window.awaitFlights(0);
  }

  private void send(Chunk chunk) {
    window.awaitConnection();
    if (chunk.mayBeStored
        && System.nanoTime() - chunk.sentNanos > duplicateWindow.toNanos() / 10 * 9) {
      // the server would store it twice
      throw new JetStreamUnavailableException(
          Outcome.NOT_SENT, api.bucket, "the upload of an object", window.lastFailure());
    }
    window.dispatch(chunk);
  }

  /** All are stored, but the first of these before the one that it follows. */
  private void storeAnew(List<Chunk> chunks) {
    for (Chunk chunk : chunks) {
      delete(chunk.sequence);
      chunk.again();
    }
  }

  private void delete(long sequence) {
    String what = "STREAM.MSG.DELETE";
    byte[] body =
        ("{\"seq\":" + sequence + ",\"no_erase\":true}").getBytes(StandardCharsets.US_ASCII);
    JsonNode answer =
        api.tryCall(
            "$JS.API." + what + "." + api.stream, what, body, Deadline.after(StreamApi.TIMEOUT));
    ApiError error = ApiError.of(answer);
    // gone already, when the answer to an earlier try was lost; the count at the end makes sure
    if (error != null
        && error.errorCode() != ApiError.SEQUENCE_NOT_FOUND
        && error.errorCode() != ApiError.MESSAGE_DELETE_FAILED) {
      throw error.toException(api.bucket, what);
    }
  }

  /** That nobody answers may also mean that the bucket is gone. */
  private void requireBucket() {
    if (window.lastFailure() instanceof NoRespondersException) {
      try {
        api.call("STREAM.INFO", NOTHING, Deadline.after(GLANCE));
      } catch (JetStreamUnavailableException e) {
        // there is no leader, so it will be tried again
      }
    }
  }
}
