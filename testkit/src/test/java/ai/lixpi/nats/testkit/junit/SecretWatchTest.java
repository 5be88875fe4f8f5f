package ai.lixpi.nats.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lixpi.nats.testkit.NatsServerBinary;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.slf4j.LoggerFactory;

/** What the watch over secrets finds, by running tests that show some. */
class SecretWatchTest {
  private static final String SEED = "SUAAZAVUV4TL656HG3NZCTD3VK5A2HCEZ7RF43N7QZMG2PMITKWHP4CYKY";

  /**
   * The failures of tests by their class, and under the name of the engine what came at the end.
   */
  private static Map<String, List<String>> failures(Class<?>... tests) {
    return EngineTestKit.engine("junit-jupiter")
        .configurationParameter(SecretWatch.SECRETS, "HUNT[E]R")
        .configurationParameter(SecretWatch.PACKAGES, "ai.lixpi, org.example")
        .selectors(Arrays.stream(tests).map(DiscoverySelectors::selectClass).toList())
        .execute()
        .allEvents()
        .finished()
        .filter(event -> thrown(event).isPresent())
        .collect(
            Collectors.groupingBy(
                SecretWatchTest::where,
                Collectors.mapping(
                    event -> String.valueOf(thrown(event).orElseThrow().getMessage()),
                    Collectors.toList())));
  }

  private static Optional<Throwable> thrown(Event event) {
    return event.getRequiredPayload(TestExecutionResult.class).getThrowable();
  }

  private static String where(Event event) {
    return event
        .getTestDescriptor()
        .getSource()
        .filter(MethodSource.class::isInstance)
        .map(source -> ((MethodSource) source).getJavaClass().getSimpleName())
        .orElse(event.getTestDescriptor().getDisplayName());
  }

  @Test
  void aSecretThatCanBeReadFailsTheTestThatHasShownIt() throws InterruptedException {
    Map<String, List<String>> failures =
        failures(
            Logging.class,
            LoggingCauses.class,
            Showing.class,
            Reaching.class,
            Clean.class,
            NamingThreads.class);
    NamingThreads.RUNNING.interrupt();
    NamingThreads.RUNNING.join();

    assertThat(failures)
        .containsOnlyKeys("Logging", "LoggingCauses", "Showing", "Reaching", "NamingThreads");
    finds(failures, "Logging", "'HUNTER' in log: password HUNTER2");
    finds(failures, "LoggingCauses", SEED);
    finds(failures, "Showing", "'HUNTER' in mine");
    finds(failures, "Reaching", "in mine, " + Holder.class.getName());
    finds(failures, "NamingThreads", "'HUNTER' in thread: HUNTER2");
  }

  private static void finds(Map<String, List<String>> failures, String where, String what) {
    assertThat(failures.get(where)).singleElement().asString().contains(what);
  }

  @Test
  void aSecretInAnExceptionThatNobodySeesIsFound() {
    assertThat(failures(Throwing.class).values())
        .singleElement()
        .asString()
        .contains("in exception " + Ours.class.getName());
  }

  @Test
  void aSecretInAnExceptionOfTheJdkIsFoundWhenWatchedCodeLetsItBeThrown() {
    assertThat(failures(LettingThrow.class).values())
        .singleElement()
        .asString()
        .contains("in exception java.io.IOException: Cannot run program");
  }

  @Test
  void whatIsNoSecretAndWhatATestItselfLetsBeThrownIsNone() {
    assertThat(failures(Clean.class, ThrowingInATest.class)).isEmpty();
  }

  static final class Ours extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Ours(String message) {
      super(message);
    }
  }

  @ExtendWith(SecretWatch.class)
  static class Logging {
    @Test
    void logs() {
      LoggerFactory.getLogger("org.example").trace("password {}", "HUNTER2");
    }
  }

  @ExtendWith(SecretWatch.class)
  static class LoggingCauses {
    @Test
    void logs() {
      LoggerFactory.getLogger("org.example")
          .debug("failed", new IllegalStateException(new IllegalArgumentException(SEED)));
    }
  }

  @ExtendWith(SecretWatch.class)
  static class Throwing {
    @Test
    void throwsAndCatches() {
      assertThat(new Ours("HUNTER2")).isNotNull();
    }
  }

  @ExtendWith(SecretWatch.class)
  static class LettingThrow {
    @Test
    void letsThrow() {
      assertThatThrownBy(() -> NatsServerBinary.at(Path.of("HUNTER2")).version()).isNotNull();
    }
  }

  @ExtendWith(SecretWatch.class)
  static class ThrowingInATest {
    @Test
    void throwsAndCatches() {
      assertThatThrownBy(() -> Integer.parseInt("HUNTER2")).isNotNull();
    }
  }

  record Holder(String text, Object next) {}

  private static final class Hiding {
    private final Object next;

    Hiding(Object next) {
      this.next = next;
    }

    @Override
    public String toString() {
      return "hides " + next.getClass().getSimpleName();
    }
  }

  @ExtendWith(SecretWatch.class)
  static class Reaching {
    @Test
    void reaches() {
      Object there =
          new Object[] {
            Optional.of(List.of(Map.of("k", new AtomicReference<>(new Holder("HUNTER2", "end")))))
          };
      Object hidden = new Hiding(there);
      assertThat(SecretWatch.seeAll("mine", hidden, "ai.lixpi")).isEqualTo(2);
    }
  }

  @ExtendWith(SecretWatch.class)
  static class NamingThreads {
    static final Thread RUNNING = new Thread(NamingThreads::waitForTheEnd, "HUNTER2");

    static void waitForTheEnd() {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        // the end
      }
    }

    @Test
    void names() {
      RUNNING.start();
    }
  }

  @ExtendWith(SecretWatch.class)
  static class Showing {
    @Test
    void shows() {
      SecretWatch.see("mine", List.of("HUNTER2"));
    }
  }

  @ExtendWith(SecretWatch.class)
  static class Clean {
    @Test
    void logs() {
      LoggerFactory.getLogger("org.example").error("password ****", new Ours("nothing"));
    }
  }
}
