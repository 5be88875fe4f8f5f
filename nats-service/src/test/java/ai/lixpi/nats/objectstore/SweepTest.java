package ai.lixpi.nats.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.ChildJvm;
import ai.lixpi.nats.ConfigurationException;
import ai.lixpi.nats.testkit.NatsServer;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SweepTest extends StoreTest {
  private static final byte[] OLD = RealBucket.bytes(3 * CHUNK, 1);

  /** What is left of a put whose process was killed in the middle of it. */
  private void killAProcessMidPut(NatsServer server) throws Exception {
    Process process =
        ChildJvm.of(PutMain.class, server.url(), NAME)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> real.chunks().values().stream().anyMatch(count -> count >= 20));
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    await().atMost(RealBucket.PATIENCE).until(() -> server.connections() == 2);
  }

  // O8
  @Test
  void aProcessThatIsKilledMidPutLeavesTheOldVersionAndASweepRemovesTheRest(NatsServer server)
      throws Exception {
    bucket.put("a", OLD);
    killAProcessMidPut(server);

    assertThat(real.read("a")).isEqualTo(OLD);
    assertThat(real.chunks()).hasSize(2);
    assertThat(bucket.sweep(Duration.ofHours(24))).isZero();
    assertThat(bucket.sweep(Duration.ZERO)).isEqualTo(1);

    assertThat(real.read("a")).isEqualTo(OLD);
    real.awaitNoOrphans();
  }

  @Test
  void aSweepDoesNotHarmAPutInProgressWithinTheGrace() throws Exception {
    CountDownLatch half = new CountDownLatch(1);
    CountDownLatch swept = new CountDownLatch(1);
    byte[] data = RealBucket.bytes(40 * CHUNK, 2);
    CompletableFuture<ObjectVersion> put =
        start(
            () ->
                bucket.put(
                    "a",
                    ObjectSource.of(
                        new ByteArrayInputStream(data) {
                          @Override
                          public int readNBytes(byte[] into, int from, int length) {
                            if (pos == 20 * CHUNK) {
                              half.countDown();
                              awaitLatch(swept);
                            }
                            return super.readNBytes(into, from, length);
                          }
                        }),
                    PutOptions.DEFAULT));
    awaitLatch(half);

    assertThat(real.nats.getObjectStore(NAME).sweep(Duration.ofMinutes(10))).isZero();

    swept.countDown();
    result(put);
    assertThat(real.read("a")).isEqualTo(data);
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aSweepOfManyObjectsRemovesWhatNoneRefersToAndNothingElse() throws Exception {
    for (int i = 0; i < 100; i++) {
      bucket.put("object " + i, RealBucket.bytes(10 + i, i));
    }
    bucket.delete("object 7");
    real.jnats().put("of jnats", new ByteArrayInputStream(OLD));
    for (int i = 0; i < 5; i++) {
      orphan("orphan" + i);
    }

    assertThat(bucket.sweep(Duration.ZERO)).isEqualTo(5);

    real.awaitNoOrphans();
    assertThat(real.chunks()).hasSize(100);
    assertThat(real.read("object 99")).isEqualTo(RealBucket.bytes(109, 99));
  }

  @Test
  void whatIsOlderThanThePositiveGraceIsRemovedAndWhatIsYoungerStays() throws Exception {
    orphan("old");
    Duration grace = Duration.ofSeconds(3);
    ZonedDateTime old = time("old");
    await()
        .atMost(RealBucket.PATIENCE)
        .until(
            () -> {
              orphan("young");
              return time("young").isAfter(old.plus(grace));
            });

    assertThat(bucket.sweep(grace)).isEqualTo(1);

    assertThat(real.chunks()).containsOnlyKeys("young");
  }

  // O8
  @Test
  void aScheduleSweepsAgainAndAgainUntilItIsClosed() throws Exception {
    SweepSchedule schedule = bucket.sweepEvery(Duration.ofMillis(50), Duration.ZERO);
    for (String name : List.of("first", "second")) {
      orphan(name);
      real.awaitNoOrphans();
    }

    schedule.close();

    await().atMost(RealBucket.PATIENCE).during(Duration.ofSeconds(1)).until(() -> staysThere());
  }

  private boolean staysThere() throws Exception {
    Long count = real.chunks().get("third");
    if (count == null) {
      orphan("third"); // the last sweep may have been on its way
    }
    return count != null;
  }

  @Test
  void aScheduleReportsASweepThatFailsAndGoesOn() throws Exception {
    SweepSchedule schedule = bucket.sweepEvery(Duration.ofMillis(50), Duration.ZERO);
    real.nats.deleteObjectStore(NAME);
    await()
        .atMost(RealBucket.PATIENCE)
        .until(() -> failures.stream().anyMatch(BucketNotFoundException.class::isInstance));
    nats.createObjectStore(configuration());
    orphan("late");

    real.awaitNoOrphans();
    schedule.close();
  }

  @Test
  void aScheduleWithoutATimeOrGraceSaysWhatToGive() {
    assertThatThrownBy(() -> bucket.sweepEvery(Duration.ZERO, Duration.ZERO))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("interval is PT0S: give a duration of 1 ms or more, such as 24 hours.");
    assertThatThrownBy(() -> bucket.sweepEvery(Duration.ofDays(1), Duration.ofHours(-1)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("grace is PT-1H");
  }

  private ZonedDateTime time(String nuid) throws Exception {
    return real.stream().getLastMessage("OBJ_" + NAME, "$O.b.C." + nuid).getTime();
  }

  private void orphan(String nuid) throws Exception {
    real.connection().jetStream().publish("$O.b.C." + nuid, new byte[10]);
  }

  @Test
  void whatARecordThatCanNotBeReadMentionsIsLeftAlone() throws Exception {
    real.connection().jetStream().publish("$O.b.C.mentioned", new byte[10]);
    real.connection()
        .jetStream()
        .publish(
            "$O.b.M.YQ==", "{\"name\":7,\"nuid\":\"mentioned\"}".getBytes(StandardCharsets.UTF_8));

    assertThat(bucket.sweep(Duration.ZERO)).isZero();

    assertThat(real.chunks()).containsKey("mentioned");
  }

  @Test
  void aRecordThatCanNotBeReadCanBeOverwrittenAndDeleted() throws Exception {
    real.connection()
        .jetStream()
        .publish("$O.b.M.YQ==", "garbage".getBytes(StandardCharsets.UTF_8));
    assertThat(bucket.delete("a")).isFalse();

    bucket.put("a", OLD);

    assertThat(real.read("a")).isEqualTo(OLD);
  }
}
