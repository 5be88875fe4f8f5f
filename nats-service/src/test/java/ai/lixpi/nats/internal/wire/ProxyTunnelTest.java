package ai.lixpi.nats.internal.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.testkit.ScriptedServer;
import io.nats.client.Options;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyTunnelTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final List<String> requests = new CopyOnWriteArrayList<>();

  /** Reads one request, then writes this all at once. */
  private ScriptedServer proxy(String answer) {
    return ScriptedServer.start(
        (in, out, client) -> {
          requests.add(head(in));
          out.write(answer.getBytes(ISO_8859_1));
          out.flush();
          ScriptedServer.silence().play(in, out, client);
        });
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.read());
    }
    return head.toString();
  }

  private static Socket open(ScriptedServer proxy, String host, Duration limit) throws IOException {
    Proxy way =
        new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved("127.0.0.1", proxy.port()));
    Options options = new Options.Builder().proxy(way).build();
    return Dial.open(options, host, 4222, System.nanoTime() + limit.toNanos());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 Connection established\r\n\r\n",
        "HTTP/1.0 200\r\nVia: a\r\n\r\n",
        "HTTP/1.1 204 x\r\n\r\n"
      })
  void whatComesWithTheAnswerIsNotLost(String answer) throws Exception {
    try (ScriptedServer proxy = proxy(answer + "INFO {}\r\n");
        Socket socket = open(proxy, "nats.example", PATIENCE)) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      assertThat(new String(socket.getInputStream().readNBytes(9), ISO_8859_1))
          .isEqualTo("INFO {}\r\n");
    }
    assertThat(requests)
        .containsExactly("CONNECT nats.example:4222 HTTP/1.1\r\nHost: nats.example:4222\r\n\r\n");
  }

  @Test
  void anAddressOfTheNewKindStandsInBrackets() throws Exception {
    try (ScriptedServer proxy = proxy("HTTP/1.1 200\r\n\r\n");
        Socket socket = open(proxy, "::1", PATIENCE)) {
      assertThat(socket.isConnected()).isTrue();
    }
    assertThat(requests.get(0)).startsWith("CONNECT [::1]:4222 HTTP/1.1\r\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HTTP/1.1 403 Forbidden | its answer was 'HTTP/1.1 403 Forbidden'",
        "HTTP/1.1 407 \u0007\u001b[31m | its answer was 'HTTP/1.1 407 ??[31m'",
        "HTTP/1.1 2000 no | its answer was 'HTTP/1.1 2000 no'",
        "INFO {} | its answer was 'INFO {}'"
      })
  void anyOtherAnswerIsNamed(String answer, String why) {
    try (ScriptedServer proxy = proxy(answer + "\r\nSet-Cookie: s3cr3t\r\n\r\n")) {
      assertThatThrownBy(() -> open(proxy, "nats.example", PATIENCE))
          .isInstanceOf(LinkFailure.class)
          .hasMessageContaining("the proxy 127.0.0.1")
          .hasMessageContaining(why)
          .hasMessageNotContaining("s3cr3t");
      await().atMost(PATIENCE).until(() -> proxy.connectionCount() == 0);
    }
  }

  @Test
  void anEndlessAnswerIsNotRead() {
    try (ScriptedServer proxy = proxy("HTTP/1.1 200 x\r\n" + "A: b\r\n".repeat(2_000))) {
      assertThatThrownBy(() -> open(proxy, "nats.example", PATIENCE))
          .hasMessageContaining("its answer is longer than 8192 bytes");
    }
  }

  @Test
  void aSilentProxyDoesNotOutlastTheDeadline() {
    try (ScriptedServer proxy = proxy("HTTP/1.1 200 x\r\n")) {
      assertThatThrownBy(() -> open(proxy, "nats.example", Duration.ofMillis(200)))
          .isInstanceOf(LinkFailure.class);
      await().atMost(PATIENCE).until(() -> proxy.connectionCount() == 0);
    }
  }

  @Test
  void aProxyThatHangsUpSaysSo() {
    try (ScriptedServer proxy = ScriptedServer.start((in, out, client) -> head(in))) {
      assertThatThrownBy(() -> open(proxy, "nats.example", PATIENCE))
          .hasMessageContaining("it closed the connection");
    }
  }
}
