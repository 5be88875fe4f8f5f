package ai.lixpi.nats.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nats.client.Nats;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScriptedServerTest {
  private final LeakCheck leaks = LeakCheck.start();

  @AfterEach
  void verifyThatNothingIsLeft() {
    leaks.verify();
  }

  @Test
  void silentServerMakesAClientWaitForItsTimeout() {
    try (ScriptedServer server = ScriptedServer.start(ScriptedServer.silence())) {
      assertThatThrownBy(() -> Nats.connect(Clients.hasty(server.url()).build()))
          .isInstanceOf(IOException.class);
      assertThat(server.totalConnections()).isPositive();
    }
  }

  @Test
  void endlessLineEndsWithTheClient() throws Exception {
    byte[] part = new byte[8192];
    Arrays.fill(part, (byte) 'x');
    try (ScriptedServer server =
        ScriptedServer.start(
            (in, out, client) -> {
              out.write("INFO {".getBytes(StandardCharsets.US_ASCII));
              while (!client.isClosed()) {
                out.write(part);
              }
            })) {
      try (Socket socket = new Socket(FreePorts.loopback(), server.port())) {
        socket.setSoTimeout(10_000);
        assertThat(socket.getInputStream().readNBytes(1_000_000)).hasSize(1_000_000);
        assertThat(server.connectionCount()).isEqualTo(1);
      }
      await().until(() -> server.connectionCount() == 0);
      assertThat(server.failures()).isEmpty();
    }
  }

  @Test
  void randomBytesAreNoServer() {
    Random random = new Random(11);
    try (ScriptedServer server =
        ScriptedServer.start(
            (in, out, client) -> {
              byte[] noise = new byte[4096];
              random.nextBytes(noise);
              out.write(noise);
            })) {
      assertThatThrownBy(() -> Nats.connect(Clients.hasty(server.url()).build()))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void failureOfTheScriptItselfIsKept() throws Exception {
    try (ScriptedServer server =
            ScriptedServer.start(
                (in, out, client) -> {
                  throw new IllegalStateException("a mistake in the script");
                });
        Socket socket = new Socket(FreePorts.loopback(), server.port())) {
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
      await().until(() -> !server.failures().isEmpty());
      assertThat(server.failures().get(0)).hasMessage("a mistake in the script");
    }
  }

  @Test
  void closingEndsScriptsThatWait() throws Exception {
    ScriptedServer server = ScriptedServer.start(ScriptedServer.silence());
    try (Socket socket = new Socket(FreePorts.loopback(), server.port())) {
      await().until(() -> server.connectionCount() == 1);
      server.close();
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }
}
