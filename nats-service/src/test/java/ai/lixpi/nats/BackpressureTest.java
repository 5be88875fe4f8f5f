package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.testkit.Direction;
import ai.lixpi.nats.testkit.FaultProxy;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

// L2
@NatsTest
class BackpressureTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration PUBLISH_TIMEOUT = Duration.ofMillis(300);

  private final Recorder recorder = new Recorder();

  private NatsService publisher(String url) {
    return NatsService.connect(recorder.config(url).publishTimeout(PUBLISH_TIMEOUT).build());
  }

  @Test
  void aPausedServerHoldsThePublisherUpThenRefusesAndNothingIsDiscarded(NatsServer server) {
    overrun(server, server.url(), server::pause, server::resume);
  }

  @Test
  void aStalledLinkHoldsThePublisherUpThenRefusesAndNothingIsDiscarded(NatsServer server) {
    try (FaultProxy proxy = FaultProxy.to(server)) {
      overrun(server, proxy.url(), () -> proxy.stall(Direction.CLIENT_TO_SERVER), proxy::flow);
    }
  }

  private void overrun(NatsServer server, String url, Runnable stall, Runnable resume) {
    Set<Long> received = ConcurrentHashMap.newKeySet();
    AtomicLong twice = new AtomicLong();
    byte[] filler = new byte[4096];
    try (NatsService subscriber = NatsService.connect(new Recorder().config(server.url()).build());
        NatsService nats = publisher(url)) {
      subscriber.subscribe(
          "flood.*",
          byte[].class,
          (data, message) -> {
            if (!received.add(Long.parseLong(message.getSubject().substring(6)))) {
              twice.incrementAndGet();
            }
          });
      subscriber.flush(LONG);
      stall.run();
      long sent = 0;
      BufferFullException failure = null;
      long start = System.nanoTime();
      while (failure == null && sent < 1_000_000) {
        start = System.nanoTime();
        try {
          nats.publish("flood." + sent, filler);
          sent++;
        } catch (BufferFullException e) {
          failure = e;
        }
      }
      Duration blocked = Duration.ofNanos(System.nanoTime() - start);

      if (failure == null) {
        throw new AssertionError("Nothing was refused after " + sent + " messages.");
      }
      assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
      assertThat(failure.subject()).isEqualTo("flood." + sent);
      assertThat(blocked).isBetween(PUBLISH_TIMEOUT, LONG);
      resume.run();
      nats.publish("flood." + sent, filler);
      long all = sent + 1;
      await().atMost(Recorder.PATIENCE).until(() -> received.size() == all);
      assertThat(twice).hasValue(0);
      assertThat(nats.statistics().lost()).isZero();
      assertThat(recorder.failures).isEmpty();
    }
  }

  // "Every call ends within its deadline", whatever the publish timeout is
  @ParameterizedTest
  @EnumSource
  void aRequestEndsAtItsOwnDeadlineWhileTheQueueIsFull(Calling calling, NatsServer server)
      throws InterruptedException {
    Duration publishTimeout = Duration.ofSeconds(30);
    try (FaultProxy proxy = FaultProxy.to(server);
        NatsService nats =
            NatsService.connect(
                recorder.config(proxy.url()).publishTimeout(publishTimeout).build())) {
      nats.subscribe("silent", byte[].class, (data, message) -> {});
      proxy.stall(Direction.CLIENT_TO_SERVER);
      Thread flood = flood(nats);
      awaitFullQueue(flood);

      long start = System.nanoTime();
      NatsServiceException failure =
          Calling.failure(calling.start(nats, "silent", "?", Duration.ofMillis(500)));

      assertThat(failure).isInstanceOf(BufferFullException.class);
      assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
      proxy.flow();
      flood.join();
    }
  }

  private static Thread flood(NatsService nats) {
    byte[] filler = new byte[4096];
    Thread thread =
        new Thread(
            () -> {
              for (int i = 0; i < 12_000; i++) {
                nats.publish("flood", filler);
              }
            },
            "flood");
    thread.start();
    return thread;
  }

  /** A publisher waits with a time limit for nothing but room in the queue. */
  private static void awaitFullQueue(Thread publisher) {
    await()
        .atMost(Recorder.PATIENCE)
        .until(() -> publisher.getState() == Thread.State.TIMED_WAITING);
  }

  @Test
  void aThreadWhoseInterruptFlagIsSetLosesNoMessage(NatsServer server) {
    AtomicLong received = new AtomicLong();
    try (NatsService nats = publisher(server.url())) {
      nats.subscribe("s", byte[].class, (data, message) -> received.incrementAndGet());
      Thread.currentThread().interrupt();
      for (int i = 0; i < 1_000; i++) {
        nats.publish("s", new byte[8]);
      }
      assertThat(Thread.interrupted()).isTrue();

      await().atMost(Recorder.PATIENCE).until(() -> received.get() == 1_000);
      assertThat(nats.statistics().lost()).isZero();
    }
  }

  @Test
  void anInterruptWhileAPublishWaitsForRoomLosesNoMessageSilently(NatsServer server)
      throws InterruptedException {
    AtomicLong received = new AtomicLong();
    AtomicLong sent = new AtomicLong();
    AtomicLong refused = new AtomicLong();
    byte[] filler = new byte[4096];
    try (FaultProxy proxy = FaultProxy.to(server);
        NatsService subscriber = NatsService.connect(new Recorder().config(server.url()).build());
        NatsService nats =
            NatsService.connect(recorder.config(proxy.url()).publishTimeout(LONG).build())) {
      subscriber.subscribe("s", byte[].class, (data, message) -> received.incrementAndGet());
      subscriber.flush(LONG);
      proxy.stall(Direction.CLIENT_TO_SERVER);
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < 12_000; i++) {
                  try {
                    nats.publish("s", filler);
                    sent.incrementAndGet();
                  } catch (NatsServiceException e) {
                    refused.incrementAndGet();
                  }
                }
              });
      thread.start();
      awaitFullQueue(thread);

      thread.interrupt();
      proxy.flow();
      thread.join();

      assertThat(sent.get() + refused.get()).isEqualTo(12_000);
      await()
          .atMost(Recorder.PATIENCE)
          .until(() -> received.get() + nats.statistics().lost() == sent.get());
    }
  }
}
