import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.objectstore.GetOptions;
import ai.lixpi.nats.objectstore.ObjectBucket;
import ai.lixpi.nats.objectstore.ObjectSource;
import ai.lixpi.nats.objectstore.PutOptions;
import java.nio.file.Path;

/** What cli/measure-transfer compares the command line with: the library alone, same JVM options. */
class LibraryTransfer {
  public static void main(String[] arguments) {
    Path file = Path.of(arguments[2]);
    try (NatsService nats = NatsService.connect(arguments[0])) {
      ObjectBucket bucket = nats.ensureObjectStore("transfer");
      long begin = System.nanoTime();
      if (arguments[1].equals("put")) {
        bucket.put("library", ObjectSource.of(file), PutOptions.DEFAULT);
      } else {
        bucket.getToFile("library", file, GetOptions.DEFAULT).orElseThrow();
      }
      System.out.println((System.nanoTime() - begin) / 1e9);
    }
  }
}
