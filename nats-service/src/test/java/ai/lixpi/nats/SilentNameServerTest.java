package ai.lixpi.nats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SilentNameServerTest {
  @TempDir Path folder;

  @Test
  @DisplayName("CN4 a name server that is silent costs an attempt, not the service")
  void attemptsGoOnWhileTheNameServerIsSilent() throws Exception {
    // The JDK looks names up in this file, and nobody ever writes to it
    Path names = folder.resolve("names");
    assertThat(new ProcessBuilder("mkfifo", names.toString()).start().waitFor()).isZero();
    Path output = folder.resolve("output");
    Process process =
        ChildJvm.of(
                List.of("-Djdk.net.hosts.file=" + names),
                SilentNameServerProcess.class,
                "nats://nats.example.com:4222")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(Files.readString(output, UTF_8))
          .contains("the host name was not resolved within the connect timeout")
          .containsOnlyOnce("nats-lookup\n");
    } finally {
      process.destroyForcibly();
    }
  }
}
