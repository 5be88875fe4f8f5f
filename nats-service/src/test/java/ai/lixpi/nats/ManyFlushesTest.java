package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** jnats cuts a connection on which more pings are out than it allows, and a flush is a ping. */
@NatsTest
class ManyFlushesTest {
  private static final int THREADS = 16;
  private static final int EACH = 200;

  @Test
  void flushesOfManyThreadsAtOnceDoNotCutTheConnection(NatsServer server) {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try (NatsService nats = NatsService.connect(server.url())) {
      List<CompletableFuture<Void>> all = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        all.add(CompletableFuture.runAsync(() -> flush(nats), threads));
      }
      all.forEach(flushes -> assertThat(flushes).succeedsWithin(Recorder.PATIENCE));

      assertThat(nats.status().reconnects()).isZero();
      assertThat(nats.isConnected()).isTrue();
    } finally {
      threads.shutdown();
    }
  }

  private static void flush(NatsService nats) {
    for (int i = 0; i < EACH; i++) {
      nats.publish("anything", "x");
      nats.flush(Recorder.PATIENCE);
    }
  }

  @Test
  void aSubscriptionMadeByAnInterruptedThreadGetsItsMessages(NatsServer server) {
    try (NatsService nats = NatsService.connect(server.url())) {
      CompletableFuture<String> seen = new CompletableFuture<>();
      Thread.currentThread().interrupt();
      nats.subscribe("interrupted", String.class, (text, message) -> seen.complete(text));
      assertThat(Thread.interrupted()).isTrue();

      nats.publish("interrupted", "x");

      assertThat(seen).succeedsWithin(Recorder.PATIENCE).isEqualTo("x");
    }
  }
}
