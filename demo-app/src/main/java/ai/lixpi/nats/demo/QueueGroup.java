package ai.lixpi.nats.demo;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.SubscriptionOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;

final class QueueGroup implements Step {
  private static final int WORKERS = 3;
  private static final int TASKS = 3_000;

  @Override
  public String title() {
    return "Three workers share a queue group";
  }

  @Override
  public void tell(Stage stage) throws Exception {
    List<NatsService> workers = new ArrayList<>();
    AtomicIntegerArray done = new AtomicIntegerArray(WORKERS);
    ConcurrentHashMap<Integer, Integer> times = new ConcurrentHashMap<>();
    try (NatsService boss = stage.connected("boss")) {
      for (int i = 0; i < WORKERS; i++) {
        int number = i;
        NatsService worker = stage.connected("worker-" + (i + 1));
        workers.add(worker);
        worker.subscribe(
            "demo.tasks",
            Integer.class,
            (task, message) -> {
              times.merge(task, 1, Integer::sum);
              done.incrementAndGet(number);
            },
            SubscriptionOptions.queue("workers"));
        worker.flush(Stage.PATIENCE);
      }
      long begin = System.nanoTime();
      for (int task = 0; task < TASKS; task++) {
        boss.publish("demo.tasks", task);
      }
      Stage.expectSoon(
          () -> done.get(0) + done.get(1) + done.get(2) >= TASKS, "all " + TASKS + " tasks done");
      stage.say("%,d tasks in %s, split %s", TASKS, Stage.since(begin), done);
      Stage.expect(
          times.size() == TASKS && times.values().stream().allMatch(count -> count == 1),
          "each task done exactly once");
      for (int i = 0; i < WORKERS; i++) {
        Stage.expect(done.get(i) > 0, "a share for each worker, not %s", done);
      }
      stage.say("each task went to exactly one worker");
    } finally {
      workers.forEach(NatsService::close);
    }
  }
}
