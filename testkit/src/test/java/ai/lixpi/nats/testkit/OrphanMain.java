package ai.lixpi.nats.testkit;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A program that starts a server, says its pid and waits to be killed. */
final class OrphanMain {
  private OrphanMain() {}

  @SuppressWarnings("SystemOut")
  public static void main(String[] arguments) throws InterruptedException {
    NatsServer server =
        NatsServer.builder().binary(NatsServerBinary.at(Path.of(arguments[0]))).start();
    System.out.println("pid " + server.pid());
    new CountDownLatch(1).await();
  }
}
