package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.testkit.LeakCheck;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@NatsTest
class OpenCloseTest {
  private static final long MIB = 1 << 20;

  /**
   * A jar and a chunk of a recording that are opened meanwhile; each cycle would need one socket.
   */
  private static final int FILES_OF_OTHERS = 5;

  @Test
  @DisplayName("CN11 fifty open and close cycles leave nothing behind")
  void fiftyCyclesLeaveNothingBehind(NatsServer server) {
    openAndClose(server, 50);
  }

  @Test
  @Tag("long")
  @DisplayName("CN11 a thousand open and close cycles leave nothing behind")
  void thousandCyclesLeaveNothingBehind(NatsServer server) {
    openAndClose(server, 1_000);
  }

  @Test
  @DisplayName("CN11 fifty failed connects leave nothing behind")
  void fiftyFailedConnectsLeaveNothingBehind(NatsServer server) {
    failToConnect(server, 50);
  }

  @Test
  @Tag("long")
  @DisplayName("CN11 a thousand failed connects leave nothing behind")
  void thousandFailedConnectsLeaveNothingBehind(NatsServer server) {
    failToConnect(server, 1_000);
  }

  private static void openAndClose(NatsServer server, int cycles) {
    repeat(
        "open and close",
        cycles,
        () -> {
          try (NatsService nats = NatsService.connect(server.url())) {
            nats.reply("echo", String.class, (text, message) -> text);
            assertThat(nats.request("echo", "x", String.class)).isEqualTo("x");
          }
        });
    await().atMost(Recorder.PATIENCE).until(() -> server.connections() == 0);
  }

  private static void failToConnect(NatsServer server, int cycles) {
    server.restart(settings -> settings.token("S3CRET"));
    NatsServiceConfig refused = NatsServiceConfig.builder().servers(server.url()).build();
    repeat(
        "failed connect",
        cycles,
        () -> {
          NatsService nats = NatsService.create(refused);
          nats.connect(Duration.ofMillis(1));
          await()
              .pollInterval(Duration.ofMillis(1))
              .atMost(Recorder.PATIENCE)
              .until(() -> nats.status().failedAttempts() > 0);
          nats.disconnect();
        });
  }

  private static void repeat(String what, int cycles, Runnable cycle) {
    cycle.run();
    LeakCheck leaks = LeakCheck.start();
    long files = openFiles();
    long before = heap();
    long start = System.nanoTime();
    for (int i = 0; i < cycles; i++) {
      cycle.run();
    }
    Duration took = ConnectTest.since(start);
    leaks.verify(Duration.ofSeconds(15));
    await().atMost(Recorder.PATIENCE).until(() -> openFiles() <= files + FILES_OF_OTHERS);
    long grown = heap() - before;
    System.out.printf(
        "CN11: %d x %s, %.1f ms each, heap grew by %d KiB%n",
        cycles, what, took.toMillis() / (double) cycles, grown / 1024);
    assertThat(grown).isLessThan(16 * MIB);
  }

  private static long openFiles() {
    return ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class)
        .getOpenFileDescriptorCount();
  }

  private static long heap() {
    Runtime runtime = Runtime.getRuntime();
    runtime.gc();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
