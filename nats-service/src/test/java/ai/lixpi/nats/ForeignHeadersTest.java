package ai.lixpi.nats;

import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * A server passes on any header block, and jnats' reader ends without a word at one it can't parse.
 */
@NatsTest
class ForeignHeadersTest {
  private static final Duration LONG_BEFORE_THE_PINGS = Duration.ofSeconds(8);

  @Test
  void aMessageWithUnreadableHeadersDoesNotLeaveTheServiceDeaf(NatsServer server)
      throws IOException {
    try (NatsService nats = NatsService.connect(server.url());
        Socket peer = new Socket(server.host(), server.port())) {
      AtomicInteger received = new AtomicInteger();
      nats.subscribe("news", String.class, (text, message) -> received.incrementAndGet());
      nats.flush(Recorder.PATIENCE);

      send(peer, "CONNECT {\"verbose\":false,\"headers\":true}\r\n");
      String headers = "NATS/1.0\r\nno colon here\r\n\r\n";
      int length = headers.length();
      send(peer, "HPUB news " + length + " " + (length + 1) + "\r\n" + headers + "x\r\n");

      await()
          .atMost(LONG_BEFORE_THE_PINGS)
          .until(
              () -> {
                send(peer, "PUB news 1\r\nx\r\n");
                return received.get() > 0;
              });
    }
  }

  private static void send(Socket peer, String frame) throws IOException {
    peer.getOutputStream().write(frame.getBytes(StandardCharsets.US_ASCII));
  }
}
