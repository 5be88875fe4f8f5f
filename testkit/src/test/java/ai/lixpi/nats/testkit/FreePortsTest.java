package ai.lixpi.nats.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FreePortsTest {
  private static final int MANY = 300;

  @Test
  void noPortIsHandedOutTwice() {
    List<Integer> ports = Stream.generate(FreePorts::next).limit(MANY).toList();

    assertThat(ports).doesNotHaveDuplicates();
  }

  /** A server that is down has to find its port free when it is started again. */
  @Test
  void jvmsThatRunSideBySideHandOutDifferentPorts() throws Exception {
    Process other =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-cp",
                System.getProperty("java.class.path"),
                PortsMain.class.getName(),
                Integer.toString(MANY))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader output = other.inputReader()) {
      Set<Integer> theirs = new HashSet<>();
      output.lines().limit(MANY).map(Integer::valueOf).forEach(theirs::add);
      List<Integer> ours = Stream.generate(FreePorts::next).limit(MANY).toList();

      assertThat(theirs).hasSize(MANY).doesNotContainAnyElementsOf(ours);
    } finally {
      other.destroyForcibly().waitFor();
    }
  }
}
