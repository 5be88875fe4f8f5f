package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.NatsService;
import java.nio.file.Path;
import java.time.Duration;

/** A process that reads an object into a file and tells by its exit code what came of it. */
final class GetMain {
  static final int SINK_FAILED = 9;

  private GetMain() {}

  public static void main(String[] args) {
    try (NatsService nats = NatsService.connect(args[0])) {
      nats.awaitConnected(Duration.ofSeconds(30));
      nats.getObjectStore(args[1]).getToFile(args[2], Path.of(args[3]), GetOptions.DEFAULT);
    } catch (ObjectSinkException e) {
      System.out.println(e.getMessage());
      System.exit(SINK_FAILED);
    }
  }
}
