package ai.lixpi.nats.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReadBatchTest {
  private final ReaderThreads readers = new ReaderThreads("test", () -> {});
  private final List<String> happened = new ArrayList<>();

  @AfterEach
  void endTheReaders() throws Exception {
    readers.shutdown();
    assertThat(readers.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void theReaderWakesNobodyBeforeTheFewMessagesThatItReadAreHandedOver() throws Exception {
    onReader(
        () -> {
          ReadBatch.begin();
          ReadBatch.soon(() -> happened.add("worker of a woken"));
          happened.add("a handed over");
          ReadBatch.soon(() -> happened.add("worker of b woken"));
          happened.add("b handed over");
          ReadBatch.end();
          happened.add("next read");
        });

    assertThat(happened)
        .containsExactly(
            "a handed over",
            "b handed over",
            "worker of a woken",
            "worker of b woken",
            "next read");
  }

  @Test
  void nobodyWaitsForTheEndOfALargeRead() throws Exception {
    onReader(
        () -> {
          ReadBatch.begin();
          ReadBatch.soon(() -> happened.add("woken"));
          for (int i = 1; i < ReadBatch.MOST; i++) {
            ReadBatch.handedOver();
          }
          happened.add("one less than most handed over");
          ReadBatch.handedOver();
          happened.add("most handed over");
          ReadBatch.end();
        });

    assertThat(happened)
        .containsExactly("one less than most handed over", "woken", "most handed over");
  }

  @Test
  void aReaderThatEndsInTheMiddleOfABatchWakesWhomItOwes() {
    assertThatThrownBy(
            () ->
                onReader(
                    () -> {
                      ReadBatch.begin();
                      ReadBatch.soon(() -> happened.add("woken"));
                      throw new IllegalStateException("a frame that jnats does not understand");
                    }))
        .isInstanceOf(ExecutionException.class);

    readers.shutdown();
    assertThat(terminated()).isTrue();
    assertThat(happened).containsExactly("woken");
  }

  /** The socket of jnats can be replaced, and then nobody says where a read ends. */
  @Test
  void aReaderThatDoesNotSayWhereItsReadsEndWakesAtOnce() throws Exception {
    onReader(
        () -> {
          ReadBatch.soon(() -> happened.add("woken"));
          happened.add("handed over");
        });

    assertThat(happened).containsExactly("woken", "handed over");
  }

  @Test
  void anyOtherThreadWakesAtOnce() {
    ReadBatch.begin();
    ReadBatch.soon(() -> happened.add("woken"));
    assertThat(happened).containsExactly("woken");
  }

  private boolean terminated() {
    try {
      return readers.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void onReader(Runnable reading) throws Exception {
    Future<?> end = readers.submit(reading);
    end.get(10, TimeUnit.SECONDS);
  }
}
