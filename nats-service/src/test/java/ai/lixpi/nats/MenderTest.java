package ai.lixpi.nats;

import static org.awaitility.Awaitility.await;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MenderTest {
  @Test
  void aThreadThatCouldNotBeStartedIsAskedForAgain() {
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    AtomicInteger attempts = new AtomicInteger();
    AtomicInteger mended = new AtomicInteger();
    try {
      Mender mender =
          new Mender(
              timer,
              task -> {
                if (attempts.incrementAndGet() == 1) {
                  throw new OutOfMemoryError("unable to create native thread");
                }
                task.run();
              },
              mended::incrementAndGet);
      mender.later();
      await().atMost(Recorder.PATIENCE).until(() -> mended.get() == 1);
      mender.later();
      await().atMost(Recorder.PATIENCE).until(() -> mended.get() == 2);
    } finally {
      timer.shutdownNow();
    }
  }
}
