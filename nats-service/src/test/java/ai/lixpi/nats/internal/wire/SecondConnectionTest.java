package ai.lixpi.nats.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.NatsServiceConfig;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.TestCertificates;
import io.nats.client.Connection;
import io.nats.client.Nats;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A connection beside another is as secure as that one. */
class SecondConnectionTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  @Test
  void aServerThatCanNotProveItsNameIsRefusedByTheSecondConnectionToo() throws Exception {
    try (TestCertificates certificates =
            TestCertificates.builder().serverNames("localhost").create();
        NatsServer server = NatsServer.builder().tls(certificates).start();
        NatsServer stranger = NatsServer.builder().tls(certificates).start();
        NatsService nats =
            NatsService.connect(
                NatsServiceConfig.builder()
                    .servers("tls://localhost:" + server.port())
                    .tlsCaCert(certificates.ca())
                    .build())) {
      nats.awaitConnected(LONG);
      Connection first = nats.getConnection();
      String itself = "tls://localhost:" + server.port();
      String other = "tls://127.0.0.1:" + stranger.port();

      Connection second = Nats.connect(SecondConnection.beside(first, itself).build());
      assertThat(second.getStatus()).isEqualTo(Connection.Status.CONNECTED);
      second.close();
      assertThatThrownBy(() -> Nats.connect(SecondConnection.beside(first, other).build()))
          .hasStackTraceContaining("127.0.0.1");
    }
  }
}
