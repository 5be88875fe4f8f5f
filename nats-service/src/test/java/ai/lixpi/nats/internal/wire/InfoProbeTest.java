package ai.lixpi.nats.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lixpi.nats.testkit.LeakCheck;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.ScriptedServer;
import io.nats.client.Options;
import io.nats.client.api.ServerInfo;
import io.nats.client.support.NatsUri;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InfoProbeTest {
  private static ServerInfo info(String url) throws IOException, URISyntaxException {
    return InfoProbe.info(Options.builder().build(), new NatsUri(url));
  }

  @Test
  void aServerTellsWhoItIs() throws Exception {
    try (NatsServer server = NatsServer.builder().name("asked").start()) {
      assertThat(info(server.url()).getServerName()).isEqualTo("asked");
      String url = server.url();
      server.kill();
      assertThatThrownBy(() -> info(url)).isInstanceOf(ConnectException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "INFO {}",
        "\r\n",
        "HTTP/1.1 400 Bad Request\r\n\r\n",
        "INFO\r\n",
        "INFO {\r\n",
        "INFO [[[[\r\n",
        "-ERR 'no'\r\n"
      })
  void whatIsNoInfoIsAnIoException(String answer) {
    LeakCheck leaks = LeakCheck.start();
    try (ScriptedServer server =
        ScriptedServer.start(
            (in, out, client) -> out.write(answer.getBytes(StandardCharsets.UTF_8)))) {
      assertThatThrownBy(() -> info(server.url())).isInstanceOf(IOException.class);
    }
    leaks.verify();
  }

  @Test
  void deepJsonIsAnIoException() {
    String deep = "INFO {\"a\":" + "[".repeat(FrameGuard.MAX_LINE / 2) + "\r\n";
    try (ScriptedServer server =
        ScriptedServer.start(
            (in, out, client) -> out.write(deep.getBytes(StandardCharsets.UTF_8)))) {
      assertThatThrownBy(() -> info(server.url())).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aLineWithoutEndIsGivenUp() {
    byte[] some = new byte[8_192];
    try (ScriptedServer server =
        ScriptedServer.start(
            (in, out, client) -> {
              while (true) {
                out.write(some);
              }
            })) {
      assertThatThrownBy(() -> info(server.url())).hasMessageContaining("a line of more than");
    }
  }

  @Test
  void silenceIsGivenUp() {
    long start = System.nanoTime();
    try (ScriptedServer server = ScriptedServer.start(ScriptedServer.silence())) {
      assertThatThrownBy(() -> info(server.url())).isInstanceOf(IOException.class);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
  }
}
