package ai.lixpi.nats.internal.wire;

import io.nats.client.impl.SocketDataPortWithWriteTimeout;
import java.io.IOException;

/**
 * The socket of jnats with a {@link FrameGuard} in front. Public because jnats creates it by its
 * name.
 */
public final class GuardedDataPort extends SocketDataPortWithWriteTimeout {
  private final FrameGuard guard = new FrameGuard();

  /** Called by jnats for each attempt to connect. */
  public GuardedDataPort() {}

  @Override
  public int read(byte[] destination, int offset, int length) throws IOException {
    int count = super.read(destination, offset, length);
    if (count > 0) {
      guard.check(destination, offset, count);
    }
    return count;
  }
}
