package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lixpi.nats.codec.Codecs;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import io.nats.client.impl.Headers;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

@NatsTest
class FirstExampleTest {
  @Test
  void aJsonStringForASiblingIsPublishedWithACodec(NatsServer server) {
    try (NatsService nats = NatsService.connect(server.url())) {
      CompletableFuture<String> payload = new CompletableFuture<>();
      nats.subscribe("text", String.class, (text, message) -> payload.complete(text));

      nats.publish("text", "hello", Codecs.json(String.class), new Headers());

      assertThat(payload).succeedsWithin(Recorder.PATIENCE).isEqualTo("\"hello\"");
    }
  }

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
