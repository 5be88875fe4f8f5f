package ai.lixpi.nats.benchmarks.work;

import ai.lixpi.nats.benchmarks.client.Bucket;
import ai.lixpi.nats.benchmarks.client.Client;
import io.nats.client.api.StorageType;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;

/** One object of a gigabyte through a JVM with little memory: put, then got. */
public final class SmallHeap {
  private static final long SIZE = 1L << 30;

  private SmallHeap() {}

  /** Runs it in a JVM of its own, whose output is this one's; returns whether it got to its end. */
  public static boolean run(Client client, String url, int megabytes) throws Exception {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx" + megabytes + "m",
            "-XX:+ExitOnOutOfMemoryError",
            "-cp",
            System.getProperty("java.class.path"),
            SmallHeap.class.getName(),
            client.getClass().getName(),
            url);
    return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
  }

  /** The JVM with little memory: the class of the client, and the address of the server. */
  public static void main(String[] args) throws Exception {
    Client client =
        Class.forName(args[0]).asSubclass(Client.class).getDeclaredConstructor().newInstance();
    try (Bucket bucket = client.bucket(args[1], Buckets.fresh(StorageType.File))) {
      long start = System.nanoTime();
      bucket.put("object", new RandomBytes(SIZE));
      long put = System.nanoTime();
      System.out.printf("  %-28s put %,.0f MB/s%n", client.name(), SIZE * 1e3 / (put - start));
      bucket.get("object", OutputStream.nullOutputStream());
      System.out.printf(
          "  %-28s get %,.0f MB/s%n", client.name(), SIZE * 1e3 / (System.nanoTime() - put));
    }
  }
}
