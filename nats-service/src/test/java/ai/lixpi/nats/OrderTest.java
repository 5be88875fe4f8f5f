package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.testkit.FaultProxy;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** PS8. */
@NatsTest
class OrderTest {
  private static final int MESSAGES = 30_000;

  enum Cut {
    PUBLISHER,
    SUBSCRIBER,
    BOTH
  }

  /** Checks order as the messages come. */
  private static final class Strictly implements MessageHandler<Integer> {
    final AtomicInteger count = new AtomicInteger();
    final AtomicInteger last = new AtomicInteger(-1);
    final List<String> disorder = new CopyOnWriteArrayList<>();

    @Override
    public void handle(Integer number, io.nats.client.Message message) {
      int before = last.getAndSet(number);
      if (number <= before) {
        disorder.add(number + " after " + before);
      }
      count.incrementAndGet();
    }
  }

  @Test
  void onePublisherAndOneSubscriptionKeepTheOrder(NatsServer server) {
    Strictly handler = new Strictly();
    try (NatsService nats = NatsService.connect(server.url())) {
      nats.subscribe("numbers", Integer.class, handler);
      for (int i = 0; i < MESSAGES; i++) {
        nats.publish("numbers", i);
      }
      await().atMost(Recorder.PATIENCE).until(() -> handler.count.get() == MESSAGES);
      assertThat(handler.disorder).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCutMayLeaveAGapButNeverChangesTheOrder(Cut cut, NatsServer server) {
    Strictly handler = new Strictly();
    AtomicBoolean stop = new AtomicBoolean();
    AtomicInteger next = new AtomicInteger();
    try (FaultProxy first = FaultProxy.to(server);
        FaultProxy second = FaultProxy.to(server);
        NatsService publisher = NatsService.connect(first.url());
        NatsService subscriber = cut == Cut.BOTH ? publisher : NatsService.connect(second.url())) {
      subscriber.subscribe("numbers", Integer.class, handler);
      subscriber.flush(Recorder.PATIENCE);
      Thread traffic = new Thread(() -> publishUntil(stop, next, publisher), "traffic");
      traffic.start();
      try {
        for (int round = 1; round <= 2; round++) {
          int before = handler.count.get();
          await().atMost(Recorder.PATIENCE).until(() -> handler.count.get() > before + 2_000);
          (cut == Cut.SUBSCRIBER ? second : first).cut();
          NatsService hit = cut == Cut.SUBSCRIBER ? subscriber : publisher;
          int reconnects = round;
          await().atMost(Recorder.PATIENCE).until(() -> hit.status().reconnects() == reconnects);
        }
        int now = next.get();
        await().atMost(Recorder.PATIENCE).until(() -> handler.last.get() > now);
      } finally {
        stop.set(true);
        traffic.join(Recorder.PATIENCE.toMillis());
      }
      assertThat(handler.disorder).isEmpty();
      assertThat(handler.count.get()).isGreaterThan(4_000);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void publishUntil(AtomicBoolean stop, AtomicInteger next, NatsService publisher) {
    while (!stop.get()) {
      try {
        publisher.publish("numbers", next.get());
        next.incrementAndGet();
        LockSupport.parkNanos(10_000); // a pace at which two cores can do the rest too
      } catch (BufferFullException e) {
        Thread.onSpinWait(); // the same number again, until there is room
      }
    }
  }
}
