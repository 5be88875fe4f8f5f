package ai.lixpi.nats.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nats.client.Connection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LeakCheckTest {
  private static final Duration SHORT = Duration.ofMillis(100);
  private static NatsServer server;

  @BeforeAll
  static void start() {
    server = NatsServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void nothingLeftIsFine() throws Exception {
    LeakCheck check = LeakCheck.start(server);
    Connection client = Clients.connect(server.url());
    client.createDispatcher(message -> {}).subscribe("subject");
    client.close();
    check.verify();
  }

  @Test
  void leakedThreadIsNamedWithItsStack() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    LeakCheck check = LeakCheck.start(server);
    Thread thread = new Thread(() -> awaitQuietly(end), "left-behind");
    thread.start();
    assertThatThrownBy(() -> check.verify(SHORT))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("thread \"left-behind\" (WAITING)")
        .hasMessageContaining("LeakCheckTest.awaitQuietly");
    end.countDown();
    check.verify();
  }

  @Test
  void leakedConnectionAndSubscriptionAreCounted() throws Exception {
    LeakCheck check = LeakCheck.start(server);
    Connection client = Clients.connect(server.url());
    client.createDispatcher(message -> {}).subscribe("subject");
    client.flush(Duration.ofSeconds(5));
    assertThatThrownBy(() -> check.verify(SHORT))
        .hasMessageContaining("1 connections to " + server.name() + ", before it were 0")
        .hasMessageContaining("1 subscriptions at " + server.name() + ", before it were 0");
    client.close();
    check.verify();
  }

  @Test
  void threadsOfTheRuntimeAreNoLeaks() {
    LeakCheck check = LeakCheck.start();
    CompletableFuture.runAsync(() -> {}).orTimeout(1, TimeUnit.SECONDS).join();
    assertThat(IntStream.range(0, 100_000).parallel().sum()).isPositive();
    check.verify(SHORT);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
