package ai.lixpi.nats.objectstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.testkit.Direction;
import ai.lixpi.nats.testkit.FaultProxy;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.Trigger;
import ai.lixpi.nats.testkit.junit.NatsTest;
import io.nats.client.api.ObjectInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a list says, whatever stands in the bucket and whatever becomes of the link. */
@NatsTest(jetStream = true)
class ObjectListTest {
  private final FaultProxy proxy;
  private final Bucket here;

  ObjectListTest(NatsServer server) throws Exception {
    proxy = FaultProxy.to(server);
    here = new Bucket(server.url(), proxy.url(), Bucket.configuration());
  }

  @AfterEach
  void close() {
    here.close();
    proxy.close();
  }

  private static String number(int i) {
    return "object-%05d".formatted(i);
  }

  private List<String> names() {
    return here.bucket.list().stream().map(ObjectInfo::getObjectName).toList();
  }

  private List<String> fill(int objects) throws Exception {
    List<String> names = IntStream.range(0, objects).mapToObj(ObjectListTest::number).toList();
    for (String name : names) {
      here.jnats.publish(
          Names.meta(here.name, name),
          "{\"name\":\"%s\",\"nuid\":\"n\",\"size\":0,\"chunks\":0}"
              .formatted(name)
              .getBytes(UTF_8));
    }
    await()
        .atMost(Bucket.PATIENCE)
        .until(
            () ->
                here.management.getStreamInfo(here.stream).getStreamState().getMsgCount()
                    == objects);
    return names;
  }

  @Test
  void anEmptyBucketHasAnEmptyList() {
    assertThat(here.bucket.list()).isEmpty();
    await().atMost(Bucket.PATIENCE).until(() -> here.consumers() == 0);
  }

  // the window grows as long as records are small
  @Test
  void aListIsCompleteAlsoWhereLargeRecordsComeAfterManySmallOnes() throws Exception {
    List<String> names = new ArrayList<>(fill(3000));
    String ballast = "x".repeat(400_000);
    for (int i = 0; i < 60; i++) {
      String record = "{\"name\":\"large-%d\",\"description\":\"%s\"}";
      names.add("large-" + i);
      here.jnats.publish(
          Names.meta(here.name, "large-" + i), record.formatted(i, ballast).getBytes(UTF_8));
    }
    here.put("last", new byte[0]);
    names.add("last");

    assertThat(names()).isEqualTo(names);
  }

  @Test
  void aListHasAllObjectsInTheOrderOfTheirWritesWithoutDeletedOnes() throws Exception {
    for (int i = 0; i < 300; i++) {
      here.put(number(i), new byte[i % 3]);
    }
    here.put(number(7), new byte[1]);
    here.store.delete(number(8));

    assertThat(names())
        .hasSize(299)
        .doesNotContain(number(8))
        .startsWith(number(0), number(1))
        .endsWith(number(299), number(7));
    await().atMost(Bucket.PATIENCE).until(() -> here.consumers() == 0);
  }

  // O15
  @Test
  void recordsThatCantBeReadAreLeftOutAndReportedAndAllOthersAreListed() throws Exception {
    here.put("first", new byte[1]);
    String deep = "[".repeat(100_000);
    here.putRecord(Names.meta(here.name, "garbage"), "\0garbage");
    here.putRecord(Names.meta(here.name, "empty"), "");
    here.putRecord(Names.meta(here.name, "nameless"), "{}");
    here.putRecord(Names.meta(here.name, "deep"), deep);
    here.putRecord(Names.meta(here.name, "deep-meta"), "{\"name\":\"x\",\"options\":" + deep);
    here.putRecord(Names.meta(here.name, "types"), "{\"name\":1,\"size\":\"a\"}");
    here.put("last", new byte[1]);

    assertThat(names()).containsExactly("first", "last");

    await().atMost(Bucket.PATIENCE).until(() -> here.failures.size() == 6);
    assertThat(here.failures)
        .allSatisfy(
            failure ->
                assertThat(failure)
                    .isInstanceOf(ObjectIntegrityException.class)
                    .hasMessageContaining("record can't be read"));
  }

  // O16
  @Test
  void aListDuringWhichTheServerIsSilentForThreeSecondsIsComplete() throws Exception {
    List<String> all = fill(6000);
    Trigger silence =
        proxy.before(
            Direction.SERVER_TO_CLIENT,
            number(1359),
            () -> {
              proxy.stall();
              CompletableFuture.delayedExecutor(3, TimeUnit.SECONDS).execute(proxy::flow);
            });

    assertThat(names()).isEqualTo(all);
    assertThat(silence.hasFired()).isTrue();
  }

  // O16
  @ParameterizedTest
  @ValueSource(ints = {0, 1359, 5999})
  void aListDuringWhichTheLinkIsCutIsComplete(int where) throws Exception {
    List<String> all = fill(6000);
    Trigger cut = proxy.before(Direction.SERVER_TO_CLIENT, number(where), proxy::cut);

    assertThat(names()).isEqualTo(all);
    assertThat(cut.hasFired()).isTrue();
    await().atMost(java.time.Duration.ofSeconds(15)).until(() -> here.consumers() == 0);
  }

  // O16
  @Test
  void aListThatCantBeCompletedIsAFailureAndNeverShort() throws Exception {
    fill(3000);
    proxy.before(Direction.SERVER_TO_CLIENT, number(1359), proxy::stall);

    assertThatThrownBy(() -> here.bucket.list())
        .isInstanceOfSatisfying(
            PartialResultException.class, e -> assertThat(e.received()).isBetween(1, 1359));
  }

  @Test
  void aListWhileObjectsComeAndGoHasAllThatStay() throws Exception {
    List<String> all = fill(2000);
    CompletableFuture<Void> changes =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; i < 200; i++) {
                try {
                  here.put("passing-" + i, new byte[1]);
                  here.store.delete("passing-" + i);
                  here.put(number(i), new byte[1]);
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              }
            });
    while (!changes.isDone()) {
      assertThat(names()).doesNotHaveDuplicates().containsAll(all);
    }
    changes.join();
    assertThat(names()).containsExactlyInAnyOrderElementsOf(all);
  }

  // O23
  @ParameterizedTest
  @ValueSource(strings = {"a~~~", "résumé>v2", "😀.png"})
  void anObjectOfAnOlderJavaClientIsReadAndListedOnce(String name) throws Exception {
    byte[] old = Bucket.random(200_000, 23);
    here.put(name, old); // jnats writes the standard alphabet
    assertThat(Names.meta(here.name, name)).isNotEqualTo(Names.oldMeta(here.name, name));

    assertThat(here.bucket.get(name)).hasValue(old);
    assertThat(names()).containsExactly(name);

    byte[] young = {1, 2, 3};
    new Crafted(here).chunk(young).record(name);
    assertThat(here.bucket.get(name)).hasValue(young);
    assertThat(here.bucket.list())
        .singleElement()
        .satisfies(info -> assertThat(info.getSize()).isEqualTo(3));
  }
}
