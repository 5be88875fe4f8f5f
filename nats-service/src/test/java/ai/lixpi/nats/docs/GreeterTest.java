package ai.lixpi.nats.docs;

// snippet: nats-test
import static org.assertj.core.api.Assertions.assertThat;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import org.junit.jupiter.api.Test;

@NatsTest
class GreeterTest {
  @Test
  void greetsByName(NatsServer server) {
    try (NatsService nats = NatsService.connect(server.url())) {
      nats.reply("greet", String.class, (name, msg) -> "Hi " + name);

      assertThat(nats.request("greet", "Ada", String.class)).isEqualTo("Hi Ada");
    }
  }
}
// end
