package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.NatsServiceException;
import io.nats.client.api.ObjectInfo;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The bytes of a download as a stream; no chunk is copied on its way to {@link #transferTo}. */
final class DownloadStream extends ObjectInputStream {
  private static final byte[] NOTHING = {};

  private final Download download;

  /** Two that read at a time would give one part back twice, to be used for others' messages. */
  private final ReentrantLock reading = new ReentrantLock();

  // Mutable state
  private byte[] part = NOTHING;
  private int position;
  private boolean ended;
  private boolean closed;
  private @Nullable NatsServiceException failure;

  DownloadStream(Download download) {
    this.download = download;
  }

  @Override
  public ObjectInfo info() {
    return download.info();
  }

  @Override
  public int read() throws IOException {
    reading.lock();
    try {
      return fill() ? part[position++] & 0xff : -1;
    } finally {
      reading.unlock();
    }
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    reading.lock();
    try {
      if (!fill()) {
        return -1;
      }
      int count = Math.min(length, part.length - position);
      System.arraycopy(part, position, target, offset, count);
      position += count;
      return count;
    } finally {
      reading.unlock();
    }
  }

  @Override
  public int available() throws IOException {
    requireOpen();
    return part.length - position;
  }

  @Override
  public long skip(long count) throws IOException {
    long left = count;
    reading.lock();
    try {
      while (left > 0 && fill()) {
        int skipped = (int) Math.min(left, part.length - position);
        position += skipped;
        left -= skipped;
      }
    } finally {
      reading.unlock();
    }
    return count - Math.max(left, 0);
  }

  @Override
  public long transferTo(OutputStream out) throws IOException {
    long total = 0;
    reading.lock();
    try {
      while (fill()) {
        int length = part.length - position;
        out.write(part, position, length);
        position += length;
        total += length;
      }
    } finally {
      reading.unlock();
    }
    return total;
  }

  /** Has bytes at hand; false at the end. */
  private boolean fill() throws IOException {
    requireOpen();
    if (position == part.length && !ended) {
      byte[] done = part;
      position = 0;
      part = NOTHING;
      download.reuse(done);
      try {
        byte[] next = download.next();
        ended = next == null;
        part = next == null ? NOTHING : next;
      } catch (NatsServiceException e) {
        // each read from now on throws: who reads on must not find a clean end
        failure = Call.of("read", info().getBucket(), info().getObjectName()).failure(e);
        download.close();
        throw new IOException(failure.getMessage(), failure);
      }
    }
    return position < part.length;
  }

  private void requireOpen() throws IOException {
    if (closed) {
      throw new IOException(
          "The stream of the object '"
              + Names.printable(info().getObjectName())
              + "' is closed: open a new one.");
    }
    if (failure != null) {
      throw new IOException(failure.getMessage(), failure);
    }
  }

  @Override
  public void close() {
    closed = true;
    part = NOTHING; // not for use again: another thread may be reading
    position = 0;
    download.close();
  }
}
