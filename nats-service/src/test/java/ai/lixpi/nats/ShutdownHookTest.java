package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code closeOnJvmShutdown()} does in a process that is asked to end (SIGTERM). */
@NatsTest
class ShutdownHookTest {
  private static final List<Integer> ALL = IntStream.range(0, 10).boxed().toList();

  private final List<String> told = new CopyOnWriteArrayList<>();
  private final List<Integer> handled = new CopyOnWriteArrayList<>();
  private final NatsServer server;
  private final NatsService witness;

  @TempDir Path folder;

  ShutdownHookTest(NatsServer server) {
    this.server = server;
    witness = NatsService.connect(server.url());
  }

  @BeforeEach
  void listen() {
    witness.subscribe("ready", String.class, (text, message) -> told.add("ready"));
    witness.subscribe("started", String.class, (text, message) -> told.add("started"));
    witness.subscribe("handled", Integer.class, (number, message) -> handled.add(number));
    witness.flush(Recorder.PATIENCE);
  }

  @AfterEach
  void close() {
    witness.close();
  }

  @Test
  void aProcessThatIsAskedToEndHandlesWhatHasArrived() throws Exception {
    endInTheMidstOfWork("hook");

    await().atMost(Recorder.PATIENCE).untilAsserted(() -> assertThat(handled).isEqualTo(ALL));
  }

  @Test
  void withoutTheHookWhatHasArrivedIsLost() throws Exception {
    endInTheMidstOfWork("no-hook");

    await().atMost(Recorder.PATIENCE).until(() -> server.connections() == 1);
    witness.flush(Recorder.PATIENCE);
    assertThat(handled).isEmpty();
  }

  private void endInTheMidstOfWork(String how) throws Exception {
    Process process = start(how);
    awaitTold("ready");
    ALL.forEach(number -> witness.publish("work", number));
    awaitTold("started");
    witness.flush(Recorder.PATIENCE);
    process.destroy();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(errors()).isTrue();
    assertThat(process.exitValue()).as(errors()).isEqualTo(128 + 15);
  }

  @Test
  void aServiceThatWasClosedBeforeLeavesNothingForTheShutdown() throws Exception {
    assertEndsByItself("closed");
  }

  @Test
  void aServiceMadeDuringTheShutdownWorksAndIsClosedByItsMaker() throws Exception {
    assertEndsByItself("late");
    awaitTold("ready");
  }

  private void assertEndsByItself(String how) throws Exception {
    Process process = start(how);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(errors()).isTrue();
    assertThat(process.exitValue()).as(errors()).isZero();
    assertThat(errors()).isEmpty();
  }

  private void awaitTold(String what) {
    await()
        .atMost(Recorder.PATIENCE)
        .untilAsserted(() -> assertThat(told).as(errors()).contains(what));
  }

  private Process start(String how) throws IOException {
    return ChildJvm.of(ShutdownHookProcess.class, server.url(), how)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(folder.resolve("stderr").toFile())
        .start();
  }

  private String errors() throws IOException {
    return Files.readString(folder.resolve("stderr"));
  }
}
