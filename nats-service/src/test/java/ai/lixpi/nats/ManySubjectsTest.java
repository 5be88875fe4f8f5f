package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

/** Control lines are kept by subject and size, in fewer places than there are of both. */
@NatsTest
class ManySubjectsTest {
  private static final int SUBJECTS = 60;
  private static final int SIZES = 20;
  private static final int TURNS = 3;
  private static final int PUBLISHERS = 3;

  private final Recorder recorder = new Recorder();

  @Test
  void everySubjectGetsItsOwnSizesFromEveryThread(NatsServer server) throws Exception {
    Map<String, LongAdder> arrived = new ConcurrentHashMap<>();
    LongAdder all = new LongAdder();
    try (NatsService nats = NatsService.connect(recorder.config(server.url()).build())) {
      nats.awaitConnected(Recorder.PATIENCE);
      nats.subscribe(
          "many.>",
          byte[].class,
          (data, message) -> {
            arrived
                .computeIfAbsent(message.getSubject() + " " + data.length, k -> new LongAdder())
                .increment();
            all.increment();
          });
      nats.flush(Recorder.PATIENCE);

      CountDownLatch done = new CountDownLatch(PUBLISHERS);
      for (int i = 0; i < PUBLISHERS; i++) {
        new Thread(
                () -> {
                  publishAll(nats);
                  done.countDown();
                })
            .start();
      }
      done.await();
      nats.flush(Recorder.PATIENCE);

      long expected = (long) SUBJECTS * SIZES * TURNS * PUBLISHERS;
      await().atMost(Recorder.PATIENCE).until(() -> all.sum() == expected);
      assertThat(arrived).hasSize(SUBJECTS * SIZES);
      assertThat(arrived.values()).allMatch(count -> count.sum() == TURNS * PUBLISHERS);
    }
  }

  private static void publishAll(NatsService nats) {
    for (int turn = 0; turn < TURNS; turn++) {
      for (int subject = 0; subject < SUBJECTS; subject++) {
        for (int size = 0; size < SIZES; size++) {
          nats.publish("many.größe" + subject, new byte[size * 7]);
        }
      }
    }
  }
}
