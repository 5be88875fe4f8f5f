package ai.lixpi.nats.docs;

// snippet: first-example
import ai.lixpi.nats.NatsService;

public class FirstExample {
  record Hello(String name) {}

  record Greeting(String text) {}

  public static void main(String[] args) {
    String server = args.length > 0 ? args[0] : "nats://localhost:4222";
    try (NatsService nats = NatsService.connect(server)) {
      nats.reply("greet", Hello.class, (hello, msg) -> new Greeting("Hi " + hello.name()));

      Greeting answer = nats.request("greet", new Hello("Ada"), Greeting.class);

      System.out.println(answer.text());
    }
  }
}
// end
