package ai.lixpi.nats.internal.wire;

import io.nats.client.Connection;
import io.nats.client.Options;
import io.nats.client.impl.DirectDispatcher;
import io.nats.client.impl.OpenDataPort;
import io.nats.client.support.NatsUri;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * The socket below jnats: TCP, TLS and the WebSocket upgrade within the connect timeout, host names
 * verified, a {@link Bypass} in front of what is read. Says when it has ended. Public because jnats
 * creates it by its name.
 */
public final class GuardedDataPort extends OpenDataPort {
  /** What a server is to do next, as long as it is not connected. */
  enum Step {
    INFO,
    TLS,
    WEB_SOCKET,
    PONG
  }

  private static final String ERROR = "-ERR";
  private static final byte[] NOTHING = {};
  private static final int LARGE = 64 * 1024;
  private static final int PIECE = 66 * 1024;

  static final String LATE = "no answer within the connect timeout";

  // Mutable state, set before it is connected
  private @Nullable LinkOwner owner;
  private Bypass bypass = new Bypass(new PayloadPool(), this::knowsStandIns);

  // Mutable state; jnats hands it from thread to thread safely
  private @Nullable Connection connection;
  private @Nullable NatsUri server;
  private @Nullable WriteWatch writes;
  private @Nullable TlsLayer tls;
  private @Nullable Socket tcp;
  private @Nullable Socket socket;
  private @Nullable InputStream in;
  private @Nullable OutputStream out;
  private byte[] behindInfo = NOTHING;
  private boolean informed;
  private boolean heard;
  private boolean hasWritten;
  private volatile Step step = Step.INFO;

  /** Called by jnats for each attempt to connect. */
  public GuardedDataPort() {}

  @Override
  public void afterConstruct(Options options) {
    if (options.getServerPool() instanceof LinkOwner ours) {
      owner = ours;
      bypass = new Bypass(ours.payloads(), this::knowsStandIns);
      ours.linkStarted(this);
    }
  }

  @Override
  protected void open(Connection made, NatsUri uri, long timeoutNanos) throws IOException {
    if (owner != null) {
      owner.requireSignIn();
    }
    long deadline = System.nanoTime() + timeoutNanos;
    connection = made;
    server = uri;
    Options options = made.getOptions();
    Socket opened = Dial.open(options, uri.getHost(), uri.getPort(), deadline);
    try {
      tcp = opened;
      use(uri.isWebsocket() ? webSocket(opened, uri, options, deadline) : opened);
      writes = new WriteWatch(made);
      writes.start();
    } catch (IOException e) {
      LinkWatch.close(opened);
      throw e;
    } catch (RuntimeException e) {
      LinkWatch.close(opened);
      throw new IOException(e);
    }
  }

  private Socket webSocket(Socket opened, NatsUri uri, Options options, long deadline)
      throws IOException {
    try (LinkWatch watch = LinkWatch.over(opened, deadline)) {
      try {
        Socket below = uri.isSecure() ? secure(opened, uri, options) : opened;
        step = Step.WEB_SOCKET;
        Socket upgraded = WebSocketUpgrade.of(below, uri, options);
        if (!watch.endsInTime()) {
          throw new SocketException("closed");
        }
        heard = uri.isSecure();
        step = Step.INFO;
        return upgraded;
      } catch (IOException e) {
        throw watch.failure(
            step == Step.TLS ? "the TLS handshake" : "the WebSocket upgrade", explained(e));
      }
    }
  }

  /** Called by jnats on a thread of its own, for which it waits until the connect timeout. */
  @Override
  public void upgradeToSecure() throws IOException {
    if (tcp == null || connection == null || server == null) {
      throw new SocketException("not connected");
    }
    if (informed) {
      requireSilence(tcp);
    }
    use(secure(tcp, server, connection.getOptions()));
  }

  /** A server says nothing between INFO and TLS, but that it has no room. */
  private void requireSilence(Socket plain) throws IOException {
    InputStream open = plain.getInputStream();
    byte[] said = behindInfo.length > 0 ? behindInfo : open.readNBytes(open.available());
    behindInfo = NOTHING;
    if (said.length > 0) {
      String line = new String(said, StandardCharsets.UTF_8).lines().findFirst().orElse("");
      if (owner != null && line.startsWith(ERROR)) {
        owner.serverSaid(Strangers.shown(line.substring(ERROR.length()).replace("'", "").strip()));
      }
      throw new SocketException("the server said something before TLS");
    }
  }

  private SSLSocket secure(Socket plain, NatsUri uri, Options options) throws IOException {
    step = Step.TLS;
    TlsLayer layer = TlsLayer.of(options, owner);
    SSLSocket secured = layer.over(plain, owner == null ? uri.getHost() : owner.nameOf(uri), uri);
    tls = layer;
    step = options.isTlsFirst() ? Step.INFO : Step.PONG;
    return secured;
  }

  private void use(Socket ready) throws IOException {
    in = ready.getInputStream();
    out = ready.getOutputStream();
    socket = ready;
  }

  /** What the server has not done in time. */
  String lateness() {
    return step == Step.TLS
        ? "the TLS handshake did not finish within the connect timeout"
        : LATE + hint();
  }

  /** Why a server may keep silent in place of INFO. */
  private String hint() {
    boolean wantsTls = connection != null && connection.getOptions().isTLSRequired();
    return step == Step.INFO && wantsTls && tls == null && server != null && !server.isWebsocket()
        ? "; one with handshake_first needs handshakeFirst() in the TlsOptions"
        : "";
  }

  /** Whether the server has proved who it is, so that what it says is its own. */
  boolean isSecured() {
    return tls != null;
  }

  @Override
  public int read(byte[] destination, int offset, int length) throws IOException {
    ReadBatch.end();
    if (in == null) {
      throw new SocketException("not connected");
    }
    if (behindInfo.length > 0) {
      return readBehindInfo(destination, offset, length);
    }
    try {
      int count = bypass.read(in, destination, offset, length);
      if (count > 0) {
        heard = heard || tls != null;
        ReadBatch.begin();
        return informed ? count : untilInfoEnds(destination, offset, count);
      } else if (count < 0) {
        ended(explained(new IOException("the server closed the connection" + hint())));
      }
      return count;
    } catch (IOException e) {
      ended(explained(e));
      throw e;
    }
  }

  private boolean knowsStandIns(String subscription) {
    // a listener is given messages after those who use them and may have given arrays back
    return connection != null
        && connection.getOptions().getReadListener() == null
        && DirectDispatcher.takes(connection, subscription);
  }

  /** A server without room says so behind INFO, in one breath, which jnats would not read. */
  private int untilInfoEnds(byte[] bytes, int offset, int count) {
    for (int i = offset; i < offset + count; i++) {
      if (bytes[i] == '\n') {
        informed = true;
        behindInfo = Arrays.copyOfRange(bytes, i + 1, offset + count);
        return i + 1 - offset;
      }
    }
    return count;
  }

  private int readBehindInfo(byte[] destination, int offset, int length) {
    int count = Math.min(length, behindInfo.length);
    System.arraycopy(behindInfo, 0, destination, offset, count);
    behindInfo = Arrays.copyOfRange(behindInfo, count, behindInfo.length);
    ReadBatch.begin();
    return count;
  }

  /** With TLS 1.3 a server refuses our certificate, or the lack of it, after the handshake. */
  private IOException explained(IOException e) {
    return tls == null || heard ? e : tls.afterHandshake(e);
  }

  private void ended(IOException why) {
    if (owner != null) {
      owner.linkEnded(this, why);
    }
  }

  @Override
  public void write(byte[] source, int count) throws IOException {
    if (out == null || writes == null) {
      throw new SocketException("not connected");
    }
    writes.begin();
    try {
      writePieces(out, source, count);
    } finally {
      writes.end();
      if (!hasWritten) {
        hasWritten = true;
        Arrays.fill(source, 0, count, (byte) 0); // CONNECT, in the buffer that jnats keeps for ever
      }
    }
  }

  /** The JDK copies what a socket writes, which is quicker with pieces that stay in the cache. */
  private void writePieces(OutputStream to, byte[] source, int count) throws IOException {
    int pieces = socket != tcp || count <= LARGE ? 1 : (count + PIECE - 1) / PIECE;
    int piece = (count + pieces - 1) / pieces;
    for (int at = 0; at < count; at += piece) {
      to.write(source, at, Math.min(piece, count - at));
    }
  }

  @Override
  public void flush() throws IOException {
    if (out != null) {
      out.flush();
    }
  }

  @Override
  public void shutdownInput() throws IOException {
    if (socket != null && tls == null) { // a TLS socket can't
      socket.shutdownInput();
    }
  }

  @Override
  public void close() throws IOException {
    if (writes != null) {
      writes.stop();
    }
    if (socket != null) {
      socket.close();
    }
  }

  @Override
  public void forceClose() throws IOException {
    if (writes != null) {
      writes.stop();
    }
    if (tcp != null) {
      try {
        tcp.setSoLinger(true, 0);
      } catch (SocketException e) {
        // then it lingers
      }
      tcp.close(); // below TLS, which would wait for a handshake or a write that is under way
    }
  }
}
