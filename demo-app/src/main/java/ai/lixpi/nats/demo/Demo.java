package ai.lixpi.nats.demo;

import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.NatsServerBinary;
import ai.lixpi.nats.testkit.NatsServerException;
import java.util.List;

/** Tells the story step by step; ends with status 0 only if every step held. */
public final class Demo {
  private static final List<Step> STEPS =
      List.of(
          new ServerDownAtStart(),
          new PublishAndSubscribe(),
          new RequestAndReply(),
          new QueueGroup(),
          new FailingHandler(),
          new ServerKilled(),
          new FileTransfer(),
          new SignInWithCallout(),
          new CleanDrain());

  private Demo() {}

  /**
   * Runs the demo.
   *
   * @param arguments none
   */
  public static void main(String[] arguments) {
    System.exit(run() ? 0 : 1);
  }

  private static boolean run() {
    long begin = System.nanoTime();
    System.out.println("Looking for nats-server; one is fetched if this machine has none ...");
    try {
      NatsServerBinary binary = NatsServerBinary.newest();
      try (NatsServer server = NatsServer.builder().binary(binary).jetStream().start()) {
        Stage stage = new Stage(server, begin);
        stage.say(
            "nats-server %s on port %d, Java %s",
            server.version(), server.port(), Runtime.version().feature());
        return tellAll(stage);
      }
    } catch (NatsServerException e) {
      System.err.println("demo: " + e.getMessage());
      return false;
    }
  }

  private static boolean tellAll(Stage stage) {
    int number = 1;
    for (Step step : STEPS) {
      System.out.printf("%n%d. %s%n", number++, step.title());
      if (!tell(step, stage)) {
        System.err.println("The library's warnings: " + System.getProperty("demo.log"));
        return false;
      }
    }
    System.out.println();
    stage.say("every step held.");
    return true;
  }

  private static boolean tell(Step step, Stage stage) {
    try {
      step.tell(stage);
      return true;
    } catch (StepFailed e) {
      System.err.println("FAILED, " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      System.err.println("FAILED, interrupted");
    } catch (Exception e) {
      System.err.println("FAILED, expected: no exception, not " + e);
    }
    return false;
  }
}
