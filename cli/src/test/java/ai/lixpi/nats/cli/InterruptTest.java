package ai.lixpi.nats.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.objectstore.ObjectBucket;
import ai.lixpi.nats.testkit.Direction;
import ai.lixpi.nats.testkit.FaultProxy;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.Trigger;
import ai.lixpi.nats.testkit.junit.NatsServerExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ctrl-C in the middle of each long command leaves nothing behind. */
class InterruptTest {
  private static final int CTRL_C = 130;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String MIDDLE = "-- the middle of it --";
  private static final int LARGE = 48 * 1024 * 1024;

  @RegisterExtension
  static final NatsServerExtension NATS =
      NatsServerExtension.builder().server(server -> server.jetStream()).build();

  @TempDir Path home;

  @ParameterizedTest
  @ValueSource(strings = {"sub some", "reply some --echo", "object watch watched"})
  void whatListensEnds(String command, NatsServer server) {
    try (NatsService nats = NatsService.connect(server.url())) {
      nats.ensureObjectStore("watched");
    }
    try (Running running = Cli.at(server.url(), home).start(command.split(" "))) {
      running.awaitErr("Ctrl-C ends it");
      Cli.Result result = running.interrupt().end();

      assertThat(result.code()).as(result.err()).isEqualTo(CTRL_C);
      assertThat(result.err()).doesNotContain("Exception");
    }
    await().atMost(PATIENCE).until(() -> server.connections() == 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pub some", "pub some --lines", "request some"})
  void whatWaitsForStdinEnds(String command, NatsServer server) {
    try (Running running = Cli.at(server.url(), home).start(command.split(" "))) {
      await().atMost(PATIENCE).until(() -> server.connections() == 1);

      assertThat(running.interrupt().end().code()).isEqualTo(CTRL_C);
    }
  }

  @Test
  void aShellCommandOfAReplyEndsWithIt(NatsServer server) {
    Cli cli = Cli.at(server.url(), home);
    try (Running reply = cli.start("reply", "hang", "--command", "sleep 613 & wait")) {
      reply.awaitErr("Answering");
      try (Running request = cli.start("request", "hang", "x", "--timeout", "15s")) {
        await().atMost(PATIENCE).until(() -> reply.handle().descendants().count() >= 2);
        List<ProcessHandle> children = reply.handle().descendants().toList();

        assertThat(reply.interrupt().end().code()).isEqualTo(CTRL_C);

        await().atMost(PATIENCE).until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
        assertThat(request.end().code()).isNotZero();
      }
    }
  }

  @Test
  void aPutLeavesNoChunk(NatsServer server) throws Exception {
    Path file = home.resolve("large");
    Files.write(file, large());
    try (NatsService nats = NatsService.connect(server.url());
        FaultProxy proxy = FaultProxy.to(server)) {
      ObjectBucket bucket = nats.ensureObjectStore("puts");
      proxy.delay(Duration.ofMillis(40));
      Trigger middle = stallAt(MIDDLE, proxy, Direction.CLIENT_TO_SERVER);
      try (Running put =
          Cli.at(proxy.url(), home).start("object", "put", "puts", file.toString())) {
        middle.await(PATIENCE);
        assertThat(bucket.status().getSize()).isPositive();
        Cli.Result result = interrupt(put, proxy);

        assertThat(result.code()).as(result.err()).isEqualTo(CTRL_C);
        assertThat(bucket.list()).isEmpty();
        await().atMost(PATIENCE).until(() -> bucket.status().getSize() == 0);
      }
    }
  }

  @Test
  void aPutThatWaitsForStdinLeavesNoChunk(NatsServer server) {
    try (NatsService nats = NatsService.connect(server.url())) {
      ObjectBucket bucket = nats.ensureObjectStore("stdin");
      try (Running put =
          Cli.at(server.url(), home).start("object", "put", "stdin", "-", "--name", "p")) {
        put.type("x".repeat(1024 * 1024));
        await().atMost(PATIENCE).until(() -> bucket.status().getSize() > 128 * 1024);
        Cli.Result result = put.interrupt().end();

        assertThat(result.code()).as(result.err()).isEqualTo(CTRL_C);
        await().atMost(PATIENCE).until(() -> bucket.status().getSize() == 0);
      }
    }
  }

  @Test
  void aGetLeavesNoFile(NatsServer server) throws IOException {
    try (NatsService nats = NatsService.connect(server.url());
        FaultProxy proxy = FaultProxy.to(server)) {
      nats.ensureObjectStore("gets").put("large", large());
      proxy.delay(Duration.ofMillis(60));
      stallAt(MIDDLE, proxy, Direction.SERVER_TO_CLIENT);
      Path folder = Files.createDirectories(home.resolve("into"));
      try (Running get =
          Cli.at(proxy.url(), home).folder(folder).start("object", "get", "gets", "large")) {
        await().atMost(PATIENCE).until(() -> bytesIn(folder) > 256 * 1024);
        Cli.Result result = interrupt(get, proxy);

        assertThat(result.code()).as(result.err()).isEqualTo(CTRL_C);
        assertThat(folder).isEmptyDirectory();
      }
    }
  }

  @Test
  void aGetWithResumeGoesOnWhereItWas(NatsServer server) throws IOException {
    byte[] bytes = large();
    Path folder = Files.createDirectories(home.resolve("resumed"));
    try (NatsService nats = NatsService.connect(server.url());
        FaultProxy proxy = FaultProxy.to(server)) {
      nats.ensureObjectStore("resumed").put("large", bytes);
      proxy.delay(Duration.ofMillis(60));
      stallAt(MIDDLE, proxy, Direction.SERVER_TO_CLIENT);
      try (Running get =
          Cli.at(proxy.url(), home)
              .folder(folder)
              .start("object", "get", "resumed", "large", "--resume")) {
        await().atMost(PATIENCE).until(() -> bytesIn(folder) > 256 * 1024);
        Cli.Result result = interrupt(get, proxy);

        assertThat(result.code()).isEqualTo(CTRL_C);
        assertThat(result.err()).contains("are kept: the same command goes on from there");
      }
    }
    Cli.Result again =
        Cli.at(server.url(), home)
            .folder(folder)
            .run("object", "get", "resumed", "large", "--resume");

    assertThat(again.code()).as(again.err()).isZero();
    assertThat(again.err()).contains("Going on after");
    assertThat(Files.readAllBytes(folder.resolve("large"))).isEqualTo(bytes);
    assertThat(folder).isDirectoryNotContaining(path -> path.toString().endsWith(".part"));
  }

  @Test
  void aBenchmarkLeavesNoBucket(NatsServer server) {
    try (NatsService nats = NatsService.connect(server.url());
        FaultProxy proxy = FaultProxy.to(server)) {
      proxy.delay(Duration.ofMillis(20));
      try (Running bench =
          Cli.at(proxy.url(), home).start("bench", "object", "--object-size", "500M")) {
        await()
            .atMost(PATIENCE)
            .until(
                () ->
                    nats.listObjectStores().stream()
                        .anyMatch(b -> b.getBucketName().startsWith("lixpi-bench")));
        assertThat(bench.interrupt().end().code()).isEqualTo(CTRL_C);
      }
      assertThat(nats.listObjectStores())
          .noneMatch(bucket -> bucket.getBucketName().startsWith("lixpi-bench"));
    }
  }

  @Test
  void aServerLeavesNoProcess() {
    try (Running server = Cli.in(home).start("server", "--port", "0", "--json")) {
      server.awaitOut("}");
      List<ProcessHandle> children = server.handle().descendants().toList();
      assertThat(children).isNotEmpty();

      assertThat(server.interrupt().end().code()).isEqualTo(CTRL_C);

      await().atMost(PATIENCE).until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
    }
  }

  /** Bytes that nothing compresses, with a mark that a proxy finds. */
  private static byte[] large() {
    byte[] bytes = new byte[LARGE];
    new Random(5).nextBytes(bytes);
    byte[] mark = Cli.utf8(MIDDLE);
    System.arraycopy(mark, 0, bytes, 4 * 1024 * 1024, mark.length);
    return bytes;
  }

  /** The transfer can't be over before it is interrupted. */
  private static Trigger stallAt(String text, FaultProxy proxy, Direction direction) {
    return proxy.before(direction, text, () -> proxy.stall(direction));
  }

  private static Cli.Result interrupt(Running command, FaultProxy stalled) {
    command.interrupt();
    stalled.flow();
    return command.end();
  }

  private static long bytesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
