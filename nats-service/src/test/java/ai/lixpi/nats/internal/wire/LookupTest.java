package ai.lixpi.nats.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** CN4, for name servers that do not answer. */
class LookupTest {
  private static final long SHORT = Duration.ofMillis(50).toNanos();
  private static final long LONG = Duration.ofSeconds(20).toNanos();

  private final CountDownLatch answer = new CountDownLatch(1);
  private final AtomicInteger asked = new AtomicInteger();
  private final Lookup slow =
      new Lookup(
          host -> {
            asked.incrementAndGet();
            try {
              answer.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            return new InetAddress[] {InetAddress.getLoopbackAddress()};
          });

  @Test
  void aNameServerThatIsSilentCostsTheTimeOfTheAttemptAndOneThread() throws Exception {
    for (int attempt = 0; attempt < 3; attempt++) {
      assertThatThrownBy(() -> slow.addresses("nats.example.com", SHORT))
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessageContaining("not resolved within the connect timeout");
    }
    assertThat(asked).hasValue(1);

    answer.countDown();

    assertThat(slow.addresses("nats.example.com", LONG))
        .containsExactly(InetAddress.getLoopbackAddress());
    await()
        .atMost(Duration.ofNanos(LONG))
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().equals("nats-lookup")));
  }

  @Test
  void aNameIsAskedForAnewEachTime() throws Exception {
    answer.countDown();

    slow.addresses("nats.example.com", LONG);
    slow.addresses("nats.example.com", LONG);

    assertThat(asked).hasValue(2);
  }

  @Test
  void anUnknownNameSaysSo() {
    Lookup none =
        new Lookup(
            host -> {
              throw new UnknownHostException(host + ": unknown");
            });

    assertThatThrownBy(() -> none.addresses("nats.example.com", LONG))
        .isInstanceOf(UnknownHostException.class)
        .hasMessage("nats.example.com: unknown");
  }

  @Test
  void aCloseInterruptsIt() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> slow.addresses("nats.example.com", LONG))
        .isInstanceOf(InterruptedIOException.class);

    assertThat(Thread.interrupted()).isTrue();
    answer.countDown();
  }
}
