package ai.lixpi.nats.demo;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.NoRespondersException;
import ai.lixpi.nats.RemoteErrorException;
import ai.lixpi.nats.ReplyException;

final class FailingHandler implements Step {
  @Override
  public String title() {
    return "A failing handler, seen by its caller";
  }

  @Override
  public void tell(Stage stage) {
    try (NatsService archive = stage.connected("archive");
        NatsService client = stage.connected("client")) {
      archive.reply(
          "demo.find",
          Integer.class,
          (id, message) -> {
            throw new ReplyException(404, "There is no order " + id + ".");
          });
      archive.reply(
          "demo.break",
          Integer.class,
          (id, message) -> {
            throw new IllegalStateException("database password: hunter2");
          });
      archive.flush(Stage.PATIENCE);

      RemoteErrorException missing = ask(stage, client, "demo.find");
      Stage.expect(
          missing.code() == 404 && missing.remoteMessage().equals("There is no order 42."),
          "404 \"There is no order 42.\"");

      RemoteErrorException broken = ask(stage, client, "demo.break");
      Stage.expect(
          broken.code() == 500 && !broken.remoteMessage().contains("hunter2"),
          "500 and no word of an exception that was not meant for the caller");
      stage.say("what the exception said stays in the service");

      long begin = System.nanoTime();
      NoRespondersException nobody =
          Failure.of(
              NoRespondersException.class, () -> client.request("demo.nobody", 42, String.class));
      stage.say(
          "a request that nobody answers: %s, outcome %s, %s",
          nobody.getClass().getSimpleName(), nobody.outcome(), Stage.since(begin));
    }
  }

  private static RemoteErrorException ask(Stage stage, NatsService client, String subject) {
    long begin = System.nanoTime();
    RemoteErrorException failure =
        Failure.of(RemoteErrorException.class, () -> client.request(subject, 42, String.class));
    stage.say(
        "%s answers with code %d \"%s\", %s",
        subject, failure.code(), failure.remoteMessage(), Stage.since(begin));
    return failure;
  }
}
