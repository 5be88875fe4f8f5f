package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.NatsServiceConfig;
import ai.lixpi.nats.NatsServiceException;
import ai.lixpi.nats.testkit.Direction;
import ai.lixpi.nats.testkit.FaultProxy;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.Trigger;
import ai.lixpi.nats.testkit.junit.NatsTest;
import io.nats.client.api.ObjectStoreConfiguration;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A bucket that is used through a proxy, and looked at without one. */
@NatsTest(jetStream = true)
@SuppressWarnings("NullAway")
abstract class StoreTest {
  static final int CHUNK = 128 * 1024;
  static final String NAME = "b";

  FaultProxy proxy;
  NatsService nats;
  ObjectBucket bucket;
  RealBucket real;
  final List<NatsServiceException> failures = new CopyOnWriteArrayList<>();

  @BeforeEach
  final void open(NatsServer server) {
    proxy = FaultProxy.to(server);
    nats =
        NatsService.connect(
            NatsServiceConfig.builder().servers(proxy.url()).errorListener(failures::add).build());
    nats.awaitConnected(RealBucket.PATIENCE);
    nats.deleteObjectStore(NAME);
    bucket = nats.createObjectStore(configuration());
    real = new RealBucket(server.url(), NAME);
  }

  ObjectStoreConfiguration configuration() {
    return ObjectStoreConfiguration.builder(NAME).build();
  }

  @AfterEach
  final void shut() {
    proxy.flow();
    real.close();
    nats.disconnect();
    proxy.close();
  }

  /** When a record is about to be sent through the proxy: of a put, an update or a deletion. */
  final Trigger beforeRecord(Runnable action) {
    return proxy.before(Direction.CLIENT_TO_SERVER, "Nats-Rollup", action);
  }

  static PutOptions within(Duration timeout) {
    return PutOptions.builder().timeout(timeout).build();
  }

  /** What it fails with, or null; on a thread of its own, so that a test can go on meanwhile. */
  static <T> CompletableFuture<T> start(Callable<T> call) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                result.complete(call.call());
              } catch (Throwable e) {
                result.completeExceptionally(e);
              }
            },
            "caller");
    thread.setDaemon(true);
    thread.start();
    return result;
  }

  static <T> T result(CompletableFuture<T> future) throws Exception {
    return future.get(60, TimeUnit.SECONDS);
  }

  static Throwable failure(CompletableFuture<?> future)
      throws InterruptedException, TimeoutException {
    try {
      throw new AssertionError("It did not fail but gave " + future.get(60, TimeUnit.SECONDS));
    } catch (ExecutionException e) {
      return e.getCause();
    }
  }
}
