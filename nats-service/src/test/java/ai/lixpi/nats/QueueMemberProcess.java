package ai.lixpi.nats;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** A member of the queue group "workers" that gets stuck with its first message, to be killed. */
public final class QueueMemberProcess {
  private QueueMemberProcess() {}

  /** Says "ready" when the server knows it, and "stuck" when it holds ten messages and more. */
  public static void main(String[] args) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    try (NatsService nats = NatsService.connect(args[0])) {
      NatsSubscription jobs =
          nats.subscribe(
              "jobs",
              Integer.class,
              (number, message) -> never.await(),
              SubscriptionOptions.queue("workers"));
      nats.flush(Duration.ofSeconds(60));
      System.out.println("ready");
      await().atMost(Recorder.PATIENCE).until(() -> jobs.statistics().received() >= 10);
      System.out.println("stuck");
      never.await();
    }
  }
}
