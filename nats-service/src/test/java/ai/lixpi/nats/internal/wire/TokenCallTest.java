package ai.lixpi.nats.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TokenCallTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final ExecutorService callbacks = Executors.newSingleThreadExecutor();
  private final AtomicLong now = new AtomicLong();
  private final AtomicInteger arrived = new AtomicInteger();
  private final CountDownLatch released = new CountDownLatch(1);
  private final char[] late = "S3CRET-late".toCharArray();
  private final TokenCall calls =
      new TokenCall(
          "test",
          Duration.ofMillis(500),
          new Attempts(callbacks, failure -> {}, new Presented()),
          this::time);

  private long time() {
    long time = now.get();
    arrived.incrementAndGet();
    return time;
  }

  @AfterEach
  void end() {
    released.countDown();
    calls.close();
    callbacks.shutdown();
  }

  private char[] deafSupplier() {
    boolean waiting = true;
    while (waiting) {
      try {
        released.await();
        waiting = false;
      } catch (InterruptedException e) {
        // as a supplier that takes no notice of it
      }
    }
    return late;
  }

  private void comesTooLate() {
    assertThatThrownBy(() -> calls.token(this::deafSupplier))
        .isInstanceOf(TokenCall.Failure.class)
        .hasMessageContaining("took longer than the connect timeout");
  }

  @Test
  @DisplayName("CN7 a token that came too late for its attempt is taken for the next one")
  void lateTokenIsTakenForTheNextAttempt() {
    comesTooLate();
    released.countDown();
    await().atMost(PATIENCE).until(() -> arrived.get() == 1);

    now.addAndGet(Duration.ofSeconds(59).toNanos());

    assertThat(calls.token("S3CRET-next"::toCharArray)).isEqualTo("S3CRET-late".toCharArray());
  }

  @Test
  @DisplayName("CN7 a late token is not presented after a long outage, and wiped")
  void lateTokenIsNotPresentedAfterALongOutage() {
    comesTooLate();
    released.countDown();
    await().atMost(PATIENCE).until(() -> arrived.get() == 1);

    now.addAndGet(Duration.ofSeconds(61).toNanos());

    assertThat(calls.token("S3CRET-next"::toCharArray)).isEqualTo("S3CRET-next".toCharArray());
    assertThat(late).containsOnly('\0');
  }

  @Test
  @DisplayName("S6 a late token that nobody has taken is wiped by close()")
  void lateTokenIsWipedByClose() {
    comesTooLate();
    released.countDown();
    await().atMost(PATIENCE).until(() -> arrived.get() == 1);

    calls.close();

    await().atMost(PATIENCE).untilAsserted(() -> assertThat(late).containsOnly('\0'));
  }

  @Test
  @DisplayName("S6 a token that arrives after close() is wiped")
  void tokenThatArrivesAfterCloseIsWiped() {
    comesTooLate();
    calls.close();

    released.countDown();

    await().atMost(PATIENCE).untilAsserted(() -> assertThat(late).containsOnly('\0'));
  }
}
