package ai.lixpi.nats.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * One direction of one proxied connection: a reader, a queue in which bytes spend the delay, and a
 * writer that asks the lane before each chunk.
 */
final class Pipe {
  private static final int CHUNK = 32 * 1024;
  private static final int QUEUE_LIMIT = 32 * 1024 * 1024;

  private final ProxyConnection connection;
  private final Lane lane;
  private final Socket from;
  private final Socket to;
  private final List<TriggerScan> scans = new ArrayList<>();

  // Mutable state
  private final Queue<Chunk> queue = new ArrayDeque<>();
  private int queued;

  /** Bytes and when they are due; no bytes at all stand for the end of the stream. */
  private static final class Chunk {
    final byte[] bytes;
    final long due;

    Chunk(byte[] bytes, long due) {
      this.bytes = bytes;
      this.due = due;
    }
  }

  Pipe(ProxyConnection connection, Lane lane, Socket from, Socket to) {
    this.connection = connection;
    this.lane = lane;
    this.from = from;
    this.to = to;
  }

  void read() {
    byte[] buffer = new byte[CHUNK];
    try {
      InputStream in = from.getInputStream();
      int count;
      do {
        count = in.read(buffer);
        // A stalled link is not read from, so that the sender meets full buffers as it would.
        boolean flows = lane.passes(connection::isClosed);
        if (count < 0) {
          put(new byte[0]);
        } else if (flows) {
          put(Arrays.copyOf(buffer, count));
        }
      } while (count >= 0);
    } catch (IOException e) {
      resetWhenItFlows();
    } catch (InterruptedException e) {
      connection.reset();
    }
  }

  /** One side is gone; a stalled link hides that from the other. */
  private void resetWhenItFlows() {
    try {
      lane.passes(connection::isClosed);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    connection.reset();
  }

  private synchronized void put(byte[] bytes) throws InterruptedException {
    while (queued > QUEUE_LIMIT && !connection.isClosed()) {
      wait();
    }
    queue.add(new Chunk(bytes, System.nanoTime() + lane.delayNanos()));
    queued += bytes.length;
    notifyAll();
  }

  private synchronized @Nullable Chunk take() throws InterruptedException {
    while (!connection.isClosed()) {
      Chunk head = queue.peek();
      if (head == null) {
        wait();
        continue;
      }
      long left = head.due - System.nanoTime();
      if (left <= 0) {
        queue.remove();
        queued -= head.bytes.length;
        notifyAll();
        return head;
      }
      wait(left / 1_000_000, (int) (left % 1_000_000));
    }
    return null;
  }

  synchronized void wake() {
    notifyAll();
  }

  void write() {
    try {
      OutputStream out = to.getOutputStream();
      Chunk chunk = take();
      while (chunk != null && chunk.bytes.length > 0) {
        forward(out, chunk.bytes);
        chunk = take();
      }
      if (chunk != null) {
        lane.passes(connection::isClosed);
        to.shutdownOutput();
        connection.halfClosed();
      }
    } catch (IOException | InterruptedException e) {
      connection.reset();
    } catch (RuntimeException e) {
      // An action failed; a connection without its writer would look like a stalled one.
      connection.reset();
      throw e;
    }
  }

  private void forward(OutputStream out, byte[] bytes) throws IOException, InterruptedException {
    int start = 0;
    for (TriggerScan.Hit hit : hits(bytes)) {
      write(out, bytes, start, hit.offset());
      start = Math.max(start, hit.offset());
      hit.trigger().fire();
    }
    write(out, bytes, start, bytes.length);
  }

  private List<TriggerScan.Hit> hits(byte[] bytes) {
    if (lane.triggers.size() > scans.size()) {
      lane.triggers.subList(scans.size(), lane.triggers.size()).stream()
          .map(TriggerScan::new)
          .forEach(scans::add);
    }
    List<TriggerScan.Hit> hits = new ArrayList<>();
    for (TriggerScan scan : scans) {
      TriggerScan.Hit hit = scan.scan(bytes, 0, bytes.length);
      if (hit != null) {
        hits.add(hit);
      }
    }
    hits.sort((one, other) -> Integer.compare(one.offset(), other.offset()));
    return hits;
  }

  private void write(OutputStream out, byte[] bytes, int start, int end)
      throws IOException, InterruptedException {
    if (end > start && lane.passes(connection::isClosed)) {
      out.write(bytes, start, end - start);
      lane.forwarded.add(end - start);
    }
  }
}
