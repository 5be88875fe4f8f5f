package ai.lixpi.nats.demo;

import ai.lixpi.nats.Inbound;
import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.RemoteErrorException;
import ai.lixpi.nats.ReplyException;
import ai.lixpi.nats.RequestOptions;
import ai.lixpi.nats.codec.Codecs;
import io.nats.client.Message;
import io.nats.client.impl.Headers;

final class RequestAndReply implements Step {
  record Hello(String name) {}

  record Greeting(String text) {}

  @Override
  public String title() {
    return "Request and reply through a middleware";
  }

  @Override
  public void tell(Stage stage) {
    try (NatsService greeter =
            NatsService.connect(
                stage.config("greeter").replyMiddleware(RequestAndReply::signedIn).build());
        NatsService client = stage.connected("client")) {
      greeter.awaitConnected(Stage.PATIENCE);
      greeter.reply(
          "demo.greet", Hello.class, (hello, message) -> new Greeting("Hi " + hello.name()));
      greeter.flush(Stage.PATIENCE);

      long begin = System.nanoTime();
      Greeting greeting =
          client.request(
              "demo.greet",
              new Hello("Ada"),
              Codecs.json(Greeting.class),
              RequestOptions.DEFAULT.withHeaders(new Headers().put("User", "countess")));
      stage.say("asked with a user in the header: \"%s\", %s", greeting.text(), Stage.since(begin));
      Stage.expect(
          greeting.text().equals("Hi Ada from countess"),
          "the middleware to add the user: \"Hi Ada from countess\", not \"%s\"",
          greeting.text());

      RemoteErrorException refused =
          Failure.of(
              RemoteErrorException.class,
              () -> client.request("demo.greet", new Hello("Eve"), Greeting.class));
      stage.say(
          "asked without: the middleware rejects it with %d \"%s\"",
          refused.code(), refused.remoteMessage());
      Stage.expect(refused.code() == 401, "code 401, not %d", refused.code());
    }
  }

  private static Inbound signedIn(Object data, Message message) {
    Headers headers = message.getHeaders();
    String user = headers == null ? null : headers.getFirst("User");
    if (user == null) {
      throw new ReplyException(401, "Who are you?");
    }
    return new Inbound(new Hello(((Hello) data).name() + " from " + user), message);
  }
}
