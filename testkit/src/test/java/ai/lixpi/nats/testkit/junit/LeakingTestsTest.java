package ai.lixpi.nats.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.container;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedSuccessfully;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.instanceOf;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import ai.lixpi.nats.testkit.NatsServer;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** What the leak check of the extension does to test classes that leak, by running such classes. */
class LeakingTestsTest {
  private static CountDownLatch end = new CountDownLatch(1);

  @BeforeEach
  void start() {
    end = new CountDownLatch(1);
  }

  @AfterEach
  void endTheLeakedThread() {
    end.countDown();
  }

  @Test
  void classThatLeavesAThreadFails() {
    run(Leaking.class)
        .assertThatEvents()
        .haveExactly(
            1,
            event(
                container(Leaking.class),
                finishedWithFailure(
                    instanceOf(AssertionError.class),
                    message(text -> text.contains("\"leaked-by-a-test\"")))));
  }

  @Test
  void classThatMayLeavesItUnnoticed() {
    run(Permitted.class)
        .assertThatEvents()
        .haveExactly(1, event(container(Permitted.class), finishedSuccessfully()));
  }

  private static Events run(Class<?> tests) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(tests))
        .execute()
        .allEvents();
  }

  private static void leak(NatsServer server) {
    assertThat(server.isRunning()).isTrue();
    CountDownLatch mine = end;
    Thread thread =
        new Thread(
            () -> {
              try {
                mine.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "leaked-by-a-test");
    thread.setDaemon(true);
    thread.start();
  }

  @NatsTest
  static class Leaking {
    @Test
    void leavesAThread(NatsServer server) {
      leak(server);
    }
  }

  @NatsTest(leakCheck = false)
  static class Permitted {
    @Test
    void leavesAThread(NatsServer server) {
      leak(server);
    }
  }
}
