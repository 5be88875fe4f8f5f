package ai.lixpi.nats.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

@TestMethodOrder(MethodOrderer.MethodName.class)
@SuppressWarnings("try") // jnats: Connection.close() throws InterruptedException
class NatsServerExtensionTest {
  @RegisterExtension
  static final NatsServerExtension nats =
      NatsServerExtension.builder().server(server -> server.token("sesame")).build();

  @Test
  void firstTestLeavesTheServerReconfiguredAndPaused() {
    nats.server().restart(changes -> changes.anyone());
    nats.server().pause();
  }

  @Test
  void secondTestFindsItAsItWasBuilt() throws Exception {
    Options options =
        new Options.Builder()
            .server(nats.server().url())
            .token("sesame".toCharArray())
            .noReconnect()
            .build();
    try (Connection client = Nats.connect(options)) {
      assertThat(client.getServerInfo().isAuthRequired()).isTrue();
    }
  }

  @Test
  void serverOfAnExtensionThatDoesNotRunIsRefused() {
    NatsServerExtension idle = NatsServerExtension.builder().build();
    assertThatThrownBy(idle::server)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("static field");
  }
}
