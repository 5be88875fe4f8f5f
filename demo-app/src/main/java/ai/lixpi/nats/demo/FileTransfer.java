package ai.lixpi.nats.demo;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.objectstore.GetOptions;
import ai.lixpi.nats.objectstore.ObjectBucket;
import ai.lixpi.nats.objectstore.ObjectChangedException;
import ai.lixpi.nats.objectstore.ObjectInputStream;
import ai.lixpi.nats.objectstore.ObjectSource;
import ai.lixpi.nats.objectstore.ObjectVersion;
import ai.lixpi.nats.objectstore.PutOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A file goes up and comes down, is overwritten while it is read, and survives a kill amid a put.
 */
final class FileTransfer implements Step {
  private static final int MEGABYTE = 1_000_000;
  private static final int SIZE = 120;
  private static final String NAME = "film.mp4";

  @Override
  public String title() {
    return "A file of " + SIZE + " MB in the object store";
  }

  @Override
  public void tell(Stage stage) throws Exception {
    Path folder = Files.createTempDirectory("demo");
    try (NatsService nats = stage.connected("files")) {
      ObjectBucket bucket = nats.createObjectStore("demo-files");
      Path film = file(folder.resolve("film"), SIZE);
      Path other = file(folder.resolve("other"), SIZE / 4);
      upAndDown(stage, bucket, film);
      overwrittenWhileRead(stage, bucket, other);
      killedAmidPut(stage, bucket, film);
      nats.deleteObjectStore("demo-files");
    } finally {
      deleteAll(folder);
    }
  }

  private static void upAndDown(Stage stage, ObjectBucket bucket, Path film) throws IOException {
    long start = System.nanoTime();
    bucket.put(
        NAME,
        ObjectSource.of(film),
        PutOptions.builder().listener(new Quarters(stage, "up")).build());
    stage.say("acknowledged after %s, %s", Stage.since(start), rate(start));

    Path copy = film.resolveSibling("copy");
    start = System.nanoTime();
    bucket.getToFile(
        NAME, copy, GetOptions.builder().listener(new Quarters(stage, "down")).build());
    stage.say("down and verified after %s, %s", Stage.since(start), rate(start));
    Stage.expect(Files.mismatch(film, copy) == -1, "the same bytes up and down");
  }

  private static void overwrittenWhileRead(Stage stage, ObjectBucket bucket, Path other)
      throws IOException {
    long read = 0;
    try (ObjectInputStream stream = bucket.openStream(NAME, GetOptions.DEFAULT).orElseThrow()) {
      read = stream.readNBytes(MEGABYTE).length;
      bucket.put(NAME, ObjectSource.of(other), PutOptions.DEFAULT);
      read += stream.transferTo(OutputStream.nullOutputStream());
      stage.say("overwritten while it was read: the reader still got all of the old bytes");
    } catch (IOException e) {
      Stage.expect(
          e.getCause() instanceof ObjectChangedException, "ObjectChangedException, not %s", e);
      stage.say("overwritten while it was read: the reader was told, and got no mixture");
    }
    Stage.expect(read <= (long) SIZE * MEGABYTE, "no more than the old bytes, not %d", read);
    verify(bucket, other);
  }

  private static void killedAmidPut(Stage stage, ObjectBucket bucket, Path film) throws Exception {
    Quarters quarters = new Quarters(stage, "up again");
    long start = System.nanoTime();
    CompletableFuture<ObjectVersion> put =
        bucket.putAsync(
            NAME, ObjectSource.of(film), PutOptions.builder().listener(quarters).build());
    Stage.expectSoon(() -> quarters.reached(25) || put.isDone(), "a quarter of the file");
    stage.server().kill();
    Stage.expect(!put.isDone(), "a put that was still going on when the server was killed");
    stage.say("killed the server amid the put");
    TimeUnit.MILLISECONDS.sleep(500);
    stage.server().restart();
    ObjectVersion version = put.get(Stage.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    stage.say(
        "restarted; the put went on and was acknowledged %s after its start (%,d chunks)",
        Stage.since(start), version.info().getChunks());
    verify(bucket, film);
    stage.say("the new version is there to the last byte");
  }

  private static void verify(ObjectBucket bucket, Path expected) throws IOException {
    Path copy = expected.resolveSibling("copy");
    bucket.getToFile(NAME, copy, GetOptions.DEFAULT);
    Stage.expect(Files.mismatch(expected, copy) == -1, "the bytes of the last put");
  }

  private static String rate(long start) {
    return String.format(Locale.ROOT, "%,.0f MB/s", SIZE * 1e9 / (System.nanoTime() - start));
  }

  private static Path file(Path file, int megabytes) throws IOException {
    byte[] block = new byte[MEGABYTE];
    Random random = new Random(megabytes);
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int i = 0; i < megabytes; i++) {
        random.nextBytes(block);
        out.write(block);
      }
    }
    return file;
  }

  private static void deleteAll(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
