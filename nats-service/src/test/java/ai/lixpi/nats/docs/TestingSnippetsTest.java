package ai.lixpi.nats.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.testkit.Direction;
import ai.lixpi.nats.testkit.FaultProxy;
import ai.lixpi.nats.testkit.LeakCheck;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.Trigger;
import ai.lixpi.nats.testkit.junit.NatsServerExtension;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TestingSnippetsTest {
  // snippet: extension
  @RegisterExtension
  static final NatsServerExtension nats =
      NatsServerExtension.builder().server(server -> server.jetStream().token("t0ken")).build();

  // end

  @Test
  void theExtensionRunsTheServerAsConfigured() {
    assertThat(nats.server().isRunning()).isTrue();
    assertThat(nats.server().monitoring("/jsz")).contains("\"memory\"");
  }

  @Test
  void aServerCanBeBrokenOnPurpose() {
    // snippet: server
    try (NatsServer server = NatsServer.start();
        NatsService service = NatsService.connect(server.url())) {
      server.kill(); // or stop(), pause() and resume(), lameDuck(), reload(...)
      await().until(() -> !service.isConnected());

      server.restart(); // the same port, the same store
      service.awaitConnected(Duration.ofSeconds(10));
    }
    // end
  }

  @Test
  void aProxyBreaksTheLink() throws Exception {
    // snippet: proxy
    try (NatsServer server = NatsServer.start();
        FaultProxy proxy = FaultProxy.to(server);
        NatsService service = NatsService.connect(proxy.url())) {
      Trigger cut = proxy.before(Direction.CLIENT_TO_SERVER, "PUB orders.new", proxy::cut);
      service.publish("orders.new", "lost on the wire");
      cut.await(Duration.ofSeconds(10));

      service.awaitConnected(Duration.ofSeconds(10));
    }
    // end
  }

  @Test
  void aLeakCheckFailsOnWhatIsLeftBehind() {
    // snippet: leak-check
    try (NatsServer server = NatsServer.start()) {
      LeakCheck check = LeakCheck.start(server);
      NatsService.connect(server.url()).close();
      check.verify(); // no thread, connection or subscription more than before
    }
    // end
  }
}
