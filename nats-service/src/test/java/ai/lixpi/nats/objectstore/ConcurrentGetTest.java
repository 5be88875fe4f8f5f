package ai.lixpi.nats.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.NatsServiceException;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many reads at a time over one connection. */
@NatsTest(jetStream = true)
class ConcurrentGetTest {
  private static final int READS = 64;

  private final NatsServer server;
  private final Bucket here;

  ConcurrentGetTest(NatsServer server) throws Exception {
    this.server = server;
    here = new Bucket(server);
  }

  @AfterEach
  void close() {
    here.close();
  }

  // L5
  @Test
  void sixtyFourReadsAtATimeAreAllVerifiedAndRequestsAreAnsweredMeanwhile() throws Exception {
    for (int i = 0; i < READS; i++) {
      here.put("o" + i, Bucket.random(2_000_000 + i, i));
    }
    here.nats.reply("echo", String.class, (data, message) -> data);
    ExecutorService readers = Executors.newFixedThreadPool(READS);
    try {
      CountDownLatch start = new CountDownLatch(1);
      List<Future<?>> reads = new ArrayList<>();
      for (int i = 0; i < READS; i++) {
        int number = i;
        reads.add(
            readers.submit(
                () -> {
                  start.await();
                  for (int round = 0; round < 3; round++) {
                    int which = (number + round) % READS;
                    byte[] expected = Bucket.random(2_000_000 + which, which);
                    assertThat(here.bucket.get("o" + which)).hasValue(expected);
                  }
                  return null;
                }));
      }
      start.countDown();
      while (!reads.stream().allMatch(Future::isDone)) {
        assertThat(ask()).isEqualTo("x");
      }
      for (Future<?> read : reads) {
        read.get(60, TimeUnit.SECONDS);
      }
    } finally {
      readers.shutdownNow();
      assertThat(readers.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }
    await().atMost(Duration.ofSeconds(15)).until(() -> here.consumers() == 0);
  }

  private String ask() {
    try {
      return here.nats.request("echo", "x", String.class, Duration.ofSeconds(20));
    } catch (NatsServiceException e) {
      throw new AssertionError("What the server says:\n" + server.log(), e);
    }
  }
}
