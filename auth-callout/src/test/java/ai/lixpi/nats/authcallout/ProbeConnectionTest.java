package ai.lixpi.nats.authcallout;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import ai.lixpi.nats.authcallout.ProbeConnection.Outcome;
import ai.lixpi.nats.testkit.LeakCheck;
import ai.lixpi.nats.testkit.ScriptedServer;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the self-test makes of the words with which a server ends its connection. */
class ProbeConnectionTest {
  private static final String INFO =
      "INFO {\"server_id\":\"one\",\"version\":\"2.10.0\",\"host\":\"127.0.0.1\",\"headers\":true,"
          + "\"auth_required\":true,\"max_payload\":1048576}\r\n";

  private static final int PATIENCE_MILLIS = 50;

  /** Lets those in who have no token, and nobody else. */
  private static ScriptedServer server(String words, int afterMillis) {
    return ScriptedServer.start(
        (in, out, client) -> {
          out.write(INFO.getBytes(US_ASCII));
          BufferedReader lines = new BufferedReader(new InputStreamReader(in, US_ASCII));
          boolean withToken = false;
          String line = lines.readLine();
          while (line != null && !line.equals("PING")) {
            withToken |= line.contains("\"auth_token\"");
            line = lines.readLine();
          }
          if (!withToken) {
            out.write("PONG\r\n".getBytes(US_ASCII));
            in.transferTo(OutputStream.nullOutputStream());
          }
          awaitSilence(client, afterMillis);
          out.write(("-ERR '" + words + "'\r\n").getBytes(US_ASCII));
        });
  }

  private static void awaitSilence(Socket client, int millis) throws IOException {
    if (millis > 0) {
      client.setSoTimeout(millis);
      try {
        client.getInputStream().transferTo(OutputStream.nullOutputStream());
      } catch (SocketTimeoutException e) {
        // so much time has passed
      }
    }
  }

  @SuppressWarnings("try") // close may be interrupted
  @ParameterizedTest
  @CsvSource({
    "Authorization Violation, REFUSED",
    "Authentication Timeout, TIMED_OUT",
    "maximum connections exceeded, FAILED"
  })
  void tellsARefusalFromAnAnswerThatCameTooLate(String words, Outcome outcome) throws Exception {
    try (ScriptedServer server = server(words, 0);
        Connection first = Nats.connect(server.url());
        ProbeConnection probe = ProbeConnection.open(first, "x")) {
      assertThat(probe.outcome()).isEqualTo(outcome);
    }
  }

  /** jnats, which closes the connection just then, would leave the threads it has not yet ended. */
  @SuppressWarnings("try") // close may be interrupted
  @Test
  void leavesNoThreadWhereTheRefusalComesAsTheTimeRunsOut() throws Exception {
    try (ScriptedServer server = server("Authorization Violation", PATIENCE_MILLIS);
        Connection first = Nats.connectReconnectOnConnect(impatient(server))) {
      ProbeConnection.open(first, "x").close();
      LeakCheck leaks = LeakCheck.start();

      for (int attempt = 0; attempt < 100; attempt++) {
        ProbeConnection.open(first, "x").close();
      }

      leaks.verify();
    }
  }

  private static Options impatient(ScriptedServer server) {
    return Options.builder()
        .server(server.url())
        .connectionTimeout(Duration.ofMillis(PATIENCE_MILLIS))
        .maxReconnects(-1) // a JVM that has just started is slower
        .reconnectWait(Duration.ofMillis(PATIENCE_MILLIS))
        .build();
  }
}
