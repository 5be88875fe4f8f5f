package ai.lixpi.nats.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import ai.lixpi.nats.testkit.NatsServerBinary;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.slf4j.LoggerFactory;

/** What the watch over secrets finds, by running tests that show some. */
class SecretWatchTest {
  private static final String SEED = "SUAAZAVUV4TL656HG3NZCTD3VK5A2HCEZ7RF43N7QZMG2PMITKWHP4CYKY";

  /** The failures of tests, and of what ends after all of them. */
  private static List<String> failures(Class<?> tests) {
    return EngineTestKit.engine("junit-jupiter")
        .configurationParameter(SecretWatch.SECRETS, "HUNT[E]R")
        .configurationParameter(SecretWatch.PACKAGES, "ai.lixpi, org.example")
        .selectors(selectClass(tests))
        .execute()
        .allEvents()
        .finished()
        .stream()
        .map(event -> event.getRequiredPayload(TestExecutionResult.class))
        .flatMap(result -> result.getThrowable().stream())
        .map(failure -> String.valueOf(failure.getMessage()))
        .toList();
  }

  private static void finds(Class<?> tests, String where) {
    assertThat(failures(tests)).singleElement().asString().contains(where);
  }

  @Test
  void aSecretInALogLineOfAnyLevelIsFound() {
    finds(Logging.class, "'HUNTER' in log: password HUNTER2");
  }

  @Test
  void aSeedInTheCauseOfWhatIsLoggedIsFound() {
    finds(LoggingCauses.class, SEED);
  }

  @Test
  void aSecretInAnExceptionThatNobodySeesIsFound() {
    finds(Throwing.class, "in exception " + Ours.class.getName());
  }

  @Test
  void aSecretInAnExceptionOfTheJdkIsFoundWhenWatchedCodeLetsItBeThrown() {
    finds(LettingThrow.class, "in exception java.io.IOException: Cannot run program");
  }

  @Test
  void aSecretInAnExceptionOfTheJdkIsNoneOfOursWhenATestLetsItBeThrown() {
    assertThat(failures(ThrowingInATest.class)).isEmpty();
  }

  @Test
  void aSecretInATextOfWhatCanBeReachedIsFound() {
    finds(Reaching.class, "in mine, " + Holder.class.getName());
  }

  @Test
  void aSecretInTheNameOfAThreadIsFound() throws InterruptedException {
    finds(NamingThreads.class, "'HUNTER' in thread: HUNTER2");
    NamingThreads.RUNNING.interrupt();
    NamingThreads.RUNNING.join();
  }

  @Test
  void whatIsShownIsSearched() {
    finds(Showing.class, "'HUNTER' in mine");
  }

  @Test
  void whatIsNoSecretIsNone() {
    assertThat(failures(Clean.class)).isEmpty();
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
