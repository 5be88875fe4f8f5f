package ai.lixpi.nats.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lixpi.nats.testkit.NatsServer;
import io.nats.client.Connection;
import io.nats.client.Nats;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

@NatsTest(jetStream = true)
@TestMethodOrder(MethodOrderer.MethodName.class)
@SuppressWarnings("try") // jnats: Connection.close() throws InterruptedException
class NatsTestTest {
  private static @Nullable NatsServer first;
  private final NatsServer server;

  NatsTestTest(NatsServer server) {
    this.server = server;
  }

  @AfterEach
  void leaveTheServerBroken(NatsServer parameter) {
    assertThat(parameter).isSameAs(server);
    first = parameter;
    parameter.kill();
  }

  @Test
  void serverIsAParameterAndHasJetStream() throws Exception {
    try (Connection client = Nats.connect(server.url())) {
      assertThat(client.getServerInfo().isJetStreamAvailable()).isTrue();
    }
  }

  @Test
  void serverThatATestKilledRunsAgain(NatsServer parameter) {
    assertThat(parameter.isRunning()).isTrue();
    assertThat(parameter).isSameAs(first);
  }

  @Nested
  class InANestedClass {
    @Test
    void serverIsThatOfTheClassAround() {
      assertThat(server.isRunning()).isTrue();
      assertThat(server).isSameAs(first);
    }
  }
}
