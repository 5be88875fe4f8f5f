package ai.lixpi.nats.authcallout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.authcallout.Workload.Overdue;
import ai.lixpi.nats.authcallout.Workload.Turn;
import ai.lixpi.nats.testkit.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Work is limited in number, in what waits, and in time. */
class WorkloadTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(100);

  private final LeakCheck leaks = LeakCheck.start();
  private final CountDownLatch gate = new CountDownLatch(1);
  private final List<String> ended = new CopyOnWriteArrayList<>();
  private final Queue<Overdue> overdue = new ConcurrentLinkedQueue<>();

  private final List<AtomicInteger> counts = new ArrayList<>();
  private final List<Workload> made = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() {
    gate.countDown();
    made.forEach(Workload::close);
    leaks.verify();
  }

  private Workload.Job job(String name, Consumer<Turn> body) {
    return new Workload.Job() {
      @Override
      public void work(Turn turn) {
        body.accept(turn);
        if (turn.end()) {
          ended.add(name);
        }
      }

      @Override
      public void overdue(Overdue how) {
        overdue.add(how);
      }
    };
  }

  private Workload make(int threads, int queue, Duration deadline) {
    Workload workload = new Workload("test", threads, queue, deadline);
    made.add(workload);
    return workload;
  }

  private void waitAtGate() {
    boolean open = false;
    while (!open) {
      try {
        gate.await();
        open = true;
      } catch (InterruptedException e) {
        // as code that takes no notice of interrupts
      }
    }
  }

  @Test
  void noMoreRunThanThreadsAndNoMoreWaitThanTheQueueHolds() throws Exception {
    Workload workload = make(2, 3, LONG);
    AtomicInteger taken = new AtomicInteger();
    for (int i = 0; i < 10; i++) {
      if (workload.submit(job("job", turn -> waitAtGate()))) {
        taken.incrementAndGet();
      }
    }

    assertThat(taken).hasValue(5);
    await().atMost(LONG).until(() -> workload.running() == 2);
    assertThat(workload.waiting()).isEqualTo(3);
    assertThat(workload.awaitEmpty(Duration.ofMillis(1))).isFalse();

    gate.countDown();

    assertThat(workload.awaitEmpty(LONG)).isTrue();
    assertThat(ended).hasSize(5);
    assertThat(overdue).isEmpty();
  }

  @Test
  void aHangingJobIsGivenUpOnceAndAnotherThreadTakesItsPlace() throws Exception {
    Workload workload = make(1, 10, SHORT);
    workload.submit(job("hanging", turn -> waitAtGate()));
    await().atMost(LONG).until(() -> !overdue.isEmpty());
    assertThat(overdue).containsExactly(Overdue.RUNNING);
    assertThat(workload.hanging()).isEqualTo(1);
    assertThat(workload.running()).isZero();

    await()
        .atMost(LONG)
        .until(
            () -> {
              workload.submit(job("next", turn -> {}));
              return ended.contains("next");
            });

    assertThat(workload.awaitEmpty(LONG)).isTrue();
    gate.countDown();
    await().atMost(LONG).until(() -> workload.hanging() == 0);
    assertThat(ended).doesNotContain("hanging");
  }

  @Test
  void aJobThatMindsInterruptsEndsAtTheDeadlineAndLeavesNoInterruptBehind() {
    Workload workload = make(1, 10, SHORT);
    List<Boolean> interrupted = new CopyOnWriteArrayList<>();
    workload.submit(
        job(
            "sleeper",
            turn -> {
              try {
                gate.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            }));
    await().atMost(LONG).until(() -> overdue.size() == 1);

    await()
        .atMost(LONG)
        .until(
            () -> {
              workload.submit(
                  job("next", turn -> interrupted.add(Thread.currentThread().isInterrupted())));
              return !interrupted.isEmpty();
            });

    assertThat(interrupted).doesNotContain(true);
    assertThat(ended).doesNotContain("sleeper");
  }

  @Test
  void whatWaitsPastTheDeadlineIsNeverStarted() {
    Workload workload = make(1, 10, SHORT);
    for (int i = 0; i < 9; i++) {
      workload.submit(job("hanging", turn -> waitAtGate()));
    }

    await().atMost(LONG).until(() -> overdue.size() == 9);

    assertThat(overdue).contains(Overdue.RUNNING, Overdue.WAITING);
    assertThat(workload.waiting()).isZero();
    assertThat(workload.hanging()).isLessThanOrEqualTo(5);
  }

  @Test
  void aJobThatThrowsDoesNotBlockTheNext() throws Exception {
    Workload workload = make(1, 10, LONG);
    workload.submit(
        job(
            "throws",
            turn -> {
              throw new StackOverflowError("on purpose");
            }));
    workload.submit(job("next", turn -> {}));

    assertThat(workload.awaitEmpty(LONG)).isTrue();
    assertThat(ended).containsExactly("next");
  }

  @Test
  void aJobIsRefusedOrToldOfItsDeadlineButNotBoth() {
    Workload workload = make(1, 1, Duration.ofNanos(1));
    for (int i = 0; i < 20_000; i++) {
      AtomicInteger answers = new AtomicInteger();
      Workload.Job job =
          new Workload.Job() {
            @Override
            public void work(Turn turn) {
              waitAtGate();
            }

            @Override
            public void overdue(Overdue how) {
              answers.incrementAndGet();
            }
          };
      if (!workload.submit(job)) {
        answers.incrementAndGet();
      }
      counts.add(answers);
    }

    await().atMost(LONG).until(() -> counts.stream().allMatch(count -> count.get() > 0));
    assertThat(counts).allMatch(count -> count.get() == 1);
  }
}
