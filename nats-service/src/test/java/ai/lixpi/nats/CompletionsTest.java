package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is chained to replies, when a service ends. */
class CompletionsTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 20})
  void closingBringsWorkersForWhatWaitsBehindOneThatBlocks(int waiting)
      throws InterruptedException {
    HandlerThreads threads = HandlerThreads.create("completions");
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    Completions completions = new Completions(threads, timer);
    CountDownLatch entered = new CountDownLatch(1);
    CompletableFuture<Void> last = new CompletableFuture<>();
    CompletableFuture<Void> first = new CompletableFuture<>();
    timer.shutdownNow(); // as at the end of a service: nobody watches any more
    completions.execute(
        () -> {
          entered.countDown();
          last.join();
          first.complete(null);
        });
    Failing.await(entered);
    for (int i = 1; i < waiting; i++) {
      completions.execute(last::join);
    }
    completions.execute(() -> last.complete(null));

    completions.close();
    threads.shutdown();

    assertThat(last).succeedsWithin(Recorder.PATIENCE);
    assertThat(first).succeedsWithin(Recorder.PATIENCE);
  }
}
