package ai.lixpi.nats.authcallout;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import ai.lixpi.nats.authcallout.ProbeConnection.Outcome;
import ai.lixpi.nats.testkit.ScriptedServer;
import io.nats.client.Connection;
import io.nats.client.Nats;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the self-test makes of the words with which a server ends its connection. */
class ProbeConnectionTest {
  private static final String INFO =
      "INFO {\"server_id\":\"one\",\"version\":\"2.10.0\",\"host\":\"127.0.0.1\",\"headers\":true,"
          + "\"auth_required\":true,\"max_payload\":1048576}\r\n";

  /** Lets the first in, and nobody else. */
  private static ScriptedServer server(String words) {
    AtomicInteger connections = new AtomicInteger();
    return ScriptedServer.start(
        (in, out, client) -> {
          boolean first = connections.incrementAndGet() == 1;
          out.write(INFO.getBytes(US_ASCII));
          BufferedReader lines = new BufferedReader(new InputStreamReader(in, US_ASCII));
          String line = lines.readLine();
          while (line != null && !line.equals("PING")) {
            line = lines.readLine();
          }
          out.write((first ? "PONG\r\n" : "-ERR '" + words + "'\r\n").getBytes(US_ASCII));
          if (first) {
            in.transferTo(OutputStream.nullOutputStream());
          }
        });
  }

  @SuppressWarnings("try") // close may be interrupted
  @ParameterizedTest
  @CsvSource({
    "Authorization Violation, REFUSED",
    "Authentication Timeout, TIMED_OUT",
    "maximum connections exceeded, FAILED"
  })
  void tellsARefusalFromAnAnswerThatCameTooLate(String words, Outcome outcome) throws Exception {
    try (ScriptedServer server = server(words);
        Connection first = Nats.connect(server.url());
        ProbeConnection probe = ProbeConnection.open(first, "x")) {
      assertThat(probe.outcome()).isEqualTo(outcome);
    }
  }
}
