package ai.lixpi.nats.internal.wire;

import io.nats.client.Options;
import io.nats.client.impl.SocketDataPortWithWriteTimeout;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The socket of jnats with a {@link FrameGuard} in front, which says when it has ended. Public
 * because jnats creates it by its name.
 */
public final class GuardedDataPort extends SocketDataPortWithWriteTimeout {
  private final FrameGuard guard = new FrameGuard();

  // Mutable state, set before it is connected
  private @Nullable PacedServerPool pool;

  /** Called by jnats for each attempt to connect. */
  public GuardedDataPort() {}

  @Override
  public void afterConstruct(Options options) {
    super.afterConstruct(options);
    if (options.getServerPool() instanceof PacedServerPool ours) {
      pool = ours;
      ours.linkStarted(this);
    }
  }

  @Override
  public int read(byte[] destination, int offset, int length) throws IOException {
    ReadBatch.end();
    try {
      int count = super.read(destination, offset, length);
      if (count > 0) {
        guard.check(destination, offset, count);
        ReadBatch.begin();
      } else if (count < 0) {
        ended(new IOException("the server closed the connection"));
      }
      return count;
    } catch (IOException e) {
      ended(e);
      throw e;
    }
  }

  private void ended(IOException why) {
    if (pool != null) {
      pool.linkEnded(this, why);
    }
  }
}
