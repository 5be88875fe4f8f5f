package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@NatsTest
class HandlerThreadsTest {
  private static final boolean JDK_HAS_VIRTUAL_THREADS = Runtime.version().feature() >= 21;

  @Test
  void messageHandlersRunOnVirtualThreadsWhereTheJdkHasThem(NatsServer server) throws Exception {
    try (NatsService nats = NatsService.connect(server.url())) {
      CompletableFuture<Thread> seen = new CompletableFuture<>();
      nats.subscribe(
          "threads", String.class, (text, message) -> seen.complete(Thread.currentThread()));

      nats.publish("threads", "which one?");

      assertThat(isVirtual(seen.get(20, TimeUnit.SECONDS))).isEqualTo(JDK_HAS_VIRTUAL_THREADS);
    }
  }

  @Test
  void replyHandlersRunOnVirtualThreadsWhereTheJdkHasThem(NatsServer server) {
    try (NatsService nats = NatsService.connect(server.url())) {
      nats.reply("threads", String.class, (text, message) -> isVirtual(Thread.currentThread()));

      assertThat(nats.request("threads", "which one?", Boolean.class))
          .isEqualTo(JDK_HAS_VIRTUAL_THREADS);
    }
  }

  // Compiled for 17, where Thread.isVirtual() does not exist yet
  private static boolean isVirtual(Thread thread) throws ReflectiveOperationException {
    return JDK_HAS_VIRTUAL_THREADS && (boolean) Thread.class.getMethod("isVirtual").invoke(thread);
  }
}
