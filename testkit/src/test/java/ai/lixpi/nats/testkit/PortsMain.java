package ai.lixpi.nats.testkit;

import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/** A program that says which ports it was given, and waits to be killed. */
final class PortsMain {
  private PortsMain() {}

  @SuppressWarnings("SystemOut")
  public static void main(String[] arguments) throws InterruptedException {
    Stream.generate(FreePorts::next)
        .limit(Integer.parseInt(arguments[0]))
        .forEach(System.out::println);
    new CountDownLatch(1).await();
  }
}
