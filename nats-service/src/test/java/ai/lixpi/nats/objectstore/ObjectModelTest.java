package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.testkit.FaultProxy;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsServerExtension;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.ObjectStoreConfiguration;
import io.nats.client.api.StorageType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Random sequences of steps with cuts and kills between and amid them, against a map in memory,
 * some at a time: each has a bucket and a link of its own, and all of them the same server. A
 * failure tells its story and its seed; {@code -Dmodel.seed=n} repeats that sequence alone, and
 * {@code -Dmodel.sequences=n} asks for more or fewer of them.
 */
class ObjectModelTest {
  private static final int STEPS = 50;
  private static final int AT_ONCE = 4;

  @RegisterExtension
  static final NatsServerExtension NATS =
      NatsServerExtension.builder().server(server -> server.jetStream()).build();

  @Test
  @DisplayName("20 random sequences of 50 steps leave what the model says, and nothing else")
  void randomSequencesLeaveWhatTheModelSays(NatsServer server) throws Exception {
    run(server, StorageType.File, 20);
  }

  @Test
  @Tag("long")
  @DisplayName("200 random sequences of 50 steps leave what the model says, and nothing else")
  void manyRandomSequencesLeaveWhatTheModelSays(NatsServer server) throws Exception {
    run(server, StorageType.File, Integer.getInteger("model.sequences", 200));
  }

  @Test
  @DisplayName("In memory, where small objects are put at once, with cuts and no kills")
  void randomSequencesInMemoryLeaveWhatTheModelSays(NatsServer server) throws Exception {
    run(server, StorageType.Memory, 10);
  }

  @Test
  @Tag("long")
  @DisplayName("In memory, 40 of them")
  void manyRandomSequencesInMemoryLeaveWhatTheModelSays(NatsServer server) throws Exception {
    run(server, StorageType.Memory, Integer.getInteger("model.sequences", 40));
  }

  @SuppressWarnings("try") // closing the observer may be interrupted, which ends the test anyway
  private static void run(NatsServer server, StorageType storage, int sequences) throws Exception {
    Long given = Long.getLong("model.seed");
    long first = given == null ? System.nanoTime() : given;
    long end = first + (given == null ? sequences : 1);
    System.out.println("ObjectModelTest: " + (end - first) + " sequences from seed " + first);
    AtomicLong next = new AtomicLong(first);
    AtomicBoolean failed = new AtomicBoolean();
    ExecutorService lanes = Executors.newFixedThreadPool(AT_ONCE);
    try (Connection observer =
        Nats.connect(new Options.Builder().server(server.url()).maxReconnects(-1).build())) {
      List<Future<?>> ended = new ArrayList<>();
      for (int lane = 0; lane < AT_ONCE; lane++) {
        ended.add(
            lanes.submit(
                () -> {
                  try (FaultProxy proxy = FaultProxy.to(server);
                      NatsService nats = NatsService.connect(proxy.url())) {
                    nats.awaitConnected(Duration.ofSeconds(30));
                    for (long seed = next.getAndIncrement();
                        seed < end && !failed.get();
                        seed = next.getAndIncrement()) {
                      String name = "model-" + seed;
                      ObjectBucket bucket =
                          nats.createObjectStore(
                              ObjectStoreConfiguration.builder(name).storageType(storage).build());
                      new ModelSequence(seed, bucket, server, proxy).run(STEPS, observer);
                      nats.deleteObjectStore(name);
                    }
                  } catch (Throwable e) {
                    failed.set(true);
                    throw e;
                  }
                  return null;
                }));
      }
      for (Future<?> each : ended) {
        each.get();
      }
    } finally {
      lanes.shutdownNow();
    }
  }
}
