package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.observe.NatsObserver;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** PS3: the reports add up. */
class OverflowTest {
  private static final int DROPPED = 200_000;

  @Test
  void threadsThatReportAtTheSameTimeReportEachDropOnce() {
    ExecutorService threads = Executors.newCachedThreadPool();
    ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
    AtomicLong reported = new AtomicLong();
    Counters counters = new Counters();
    NatsObserver sum =
        new NatsObserver() {
          @Override
          public void failed(NatsServiceException failure) {
            reported.addAndGet(((SlowConsumerException) failure).dropped());
          }
        };
    Failures failures = new Failures(new Notifier(threads, counters), failure -> {}, sum);
    Overflow overflow = new Overflow("s", counters, failures, timer);
    AtomicBoolean over = new AtomicBoolean();
    List<CompletableFuture<Void>> reporters = new ArrayList<>();
    Logger log = (Logger) LoggerFactory.getLogger(NatsService.class);
    log.setLevel(Level.OFF); // it would serialise the threads
    try {
      for (int i = 0; i < 4; i++) {
        reporters.add(
            CompletableFuture.runAsync(
                () -> {
                  while (!over.get()) {
                    overflow.report();
                  }
                },
                threads));
      }
      for (int i = 0; i < DROPPED; i++) {
        overflow.dropped();
      }
      over.set(true);
      reporters.forEach(CompletableFuture::join);
      overflow.report();
    } finally {
      log.setLevel(null);
      threads.shutdown();
      timer.shutdownNow();
    }
    await().atMost(Recorder.PATIENCE).until(threads::isTerminated);
    assertThat(overflow.count()).isEqualTo(DROPPED);
    assertThat(reported).hasValue(DROPPED);
  }
}
