package ai.lixpi.nats.internal.wire;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Looks host names up within a time limit. The JDK's look-up knows none and can't be interrupted,
 * so it is left behind on a thread of its own; whoever asks for the same name meanwhile waits for
 * that one, so that a dead name server costs one thread a name.
 */
final class Lookup {
  /** Where the addresses come from. */
  @FunctionalInterface
  interface Resolver {
    InetAddress[] addresses(String host) throws UnknownHostException;
  }

  private static final Pattern ADDRESS = Pattern.compile("\\[.*|[0-9]+(\\.[0-9]+){3}");

  static final Lookup OF_THE_JDK = new Lookup(InetAddress::getAllByName);

  private final Resolver resolver;
  private final Map<String, CompletableFuture<InetAddress[]>> underWay = new ConcurrentHashMap<>();

  Lookup(Resolver resolver) {
    this.resolver = resolver;
  }

  InetAddress[] addresses(String host, long nanos) throws IOException {
    if (ADDRESS.matcher(host).matches()) {
      return resolver.addresses(host); // there is nothing to look up
    }
    try {
      return underWay.computeIfAbsent(host, this::start).get(nanos, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new SocketTimeoutException(
          "the host name was not resolved within the connect timeout; check the name servers");
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    } catch (OutOfMemoryError e) {
      throw new IOException("there was no thread to look the host name up", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the host name was looked up");
    }
  }

  private CompletableFuture<InetAddress[]> start(String host) {
    CompletableFuture<InetAddress[]> found = new CompletableFuture<>();
    Thread thread = new Thread(() -> find(host, found), "nats-lookup");
    thread.setDaemon(true);
    thread.start();
    return found;
  }

  private void find(String host, CompletableFuture<InetAddress[]> found) {
    try {
      InetAddress[] addresses = resolver.addresses(host);
      underWay.remove(host);
      found.complete(addresses);
    } catch (Throwable e) {
      underWay.remove(host);
      found.completeExceptionally(e);
    }
  }

  private static IOException failure(@Nullable Throwable cause) {
    if (cause instanceof UnknownHostException unknown) {
      UnknownHostException own = new UnknownHostException(unknown.getMessage());
      own.initCause(unknown); // with the trace of who has asked
      return own;
    }
    return new IOException(cause);
  }
}
