package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import org.junit.jupiter.api.Test;

@NatsTest
class FirstExampleTest {
  record Hello(String name) {}

  record Greeting(String text) {}

  @Test
  void aServiceAnswersARequest(NatsServer server) {
    try (NatsService nats = NatsService.connect(server.url())) {
      nats.reply("greet", Hello.class, (hello, msg) -> new Greeting("Hi " + hello.name()));

      Greeting answer = nats.request("greet", new Hello("Ada"), Greeting.class);

      assertThat(answer).isEqualTo(new Greeting("Hi Ada"));
    }
  }
}
