package ai.lixpi.nats.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import io.nats.client.Dispatcher;
import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.ObjectInfo;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is known from before, or from a replica that is behind, is never believed. */
@NatsTest(jetStream = true)
class StaleReadTest {
  private final Bucket here;

  StaleReadTest(NatsServer server) throws Exception {
    here = new Bucket(server);
  }

  @AfterEach
  void close() {
    here.close();
  }

  @Test
  void anObjectThatIsReadAgainAndAgainIsAlwaysTheNewest() throws Exception {
    for (int i = 0; i < 50; i++) {
      byte[] version = {(byte) i};
      here.put("o", version);
      assertThat(here.bucket.get("o")).hasValue(version);
      assertThat(here.bucket.get("o")).hasValue(version);
    }
    byte[] large = Bucket.random(500_000, 1);
    here.put("o", large);
    assertThat(here.bucket.get("o")).hasValue(large);
    here.put("o", new byte[] {1, 2, 3});
    assertThat(here.bucket.get("o", GetOptions.builder().range(1, 1).build()))
        .hasValue(new byte[] {2});
    here.store.delete("o");
    assertThat(here.bucket.get("o")).isEmpty();
  }

  @Test
  void theChunkOfTheVersionBeforeIsNotTakenForTheNewOne() throws Exception {
    ObjectInfo before = here.put("o", new byte[] {1});
    assertThat(here.bucket.get("o")).hasValue(new byte[] {1});
    // jnats purges the chunk of before, which this puts back
    here.put("o", new byte[] {2});
    here.jnats.jetStream().publish(here.chunks(before), new byte[] {1});
    assertThat(here.bucket.get("o")).hasValue(new byte[] {2});
  }

  private void switchDirectGetsOff() throws Exception {
    here.management.updateStream(
        StreamConfiguration.builder(here.management.getStreamInfo(here.stream).getConfiguration())
            .allowDirect(false)
            .build());
  }

  // CL5
  @ParameterizedTest
  @ValueSource(ints = {0, 10, 300_000})
  void aBucketWithoutDirectReadsIsReadFromItsLeader(int size) throws Exception {
    switchDirectGetsOff();
    byte[] data = Bucket.random(size, size);
    here.put("o", data);
    assertThat(here.bucket.get("o")).hasValue(data);
    assertThat(here.bucket.get("nothing")).isEmpty();
  }

  // CL5: the replica is played by a client that answers with what it has seen before
  @ParameterizedTest
  @ValueSource(ints = {10, 300_000})
  void aReplicaThatIsBehindCostsAnotherLookUpAndNothingElse(int size) throws Exception {
    byte[] young = new byte[size];
    Arrays.fill(young, (byte) 2);
    ObjectInfo before = here.put("o", new byte[size]);
    Message record =
        here.jnats.request(
            "$JS.API.DIRECT.GET." + here.stream + "." + Names.meta(here.name, "o"),
            new byte[0],
            Duration.ofSeconds(20));
    here.put("o", young);
    switchDirectGetsOff();
    AtomicInteger asked = new AtomicInteger();
    Dispatcher replica =
        here.jnats.createDispatcher(
            request -> {
              asked.incrementAndGet();
              if (request.getSubject().contains(".M.")) {
                here.jnats.publish(request.getReplyTo(), record.getHeaders(), record.getData());
              } else {
                here.jnats.publish(
                    request.getReplyTo(), new Headers().put("Nats-Stream", "x"), new byte[size]);
              }
            });
    replica.subscribe(
        "$JS.API.DIRECT.GET." + here.stream + "." + Names.metaPrefix(here.name) + ">");
    here.jnats.flush(Bucket.PATIENCE);

    assertThat(here.bucket.get("o")).hasValue(young);

    assertThat(asked.get()).isPositive();
    assertThat(new String(record.getData(), StandardCharsets.UTF_8))
        .contains(String.valueOf(before.getNuid()));
    here.jnats.closeDispatcher(replica);
  }

  /** One of two replicas answers; the other one, played by the same client, is silent. */
  private Dispatcher everySecondRequestIsLost() throws Exception {
    switchDirectGetsOff();
    AtomicInteger asked = new AtomicInteger();
    Dispatcher replicas =
        here.jnats.createDispatcher(
            request -> {
              if (asked.getAndIncrement() % 2 == 1) {
                answer(request);
              }
            });
    replicas.subscribe("$JS.API.DIRECT.GET." + here.stream + ".>");
    here.jnats.flush(Bucket.PATIENCE);
    return replicas;
  }

  private void answer(Message request) {
    String direct = "$JS.API.DIRECT.GET." + here.stream + ".";
    MessageInfo last;
    try {
      last =
          here.management.getLastMessage(
              here.stream, request.getSubject().substring(direct.length()));
    } catch (IOException | JetStreamApiException e) {
      return; // silent too
    }
    Headers headers =
        new Headers()
            .put("Nats-Stream", here.stream)
            .put("Nats-Sequence", String.valueOf(last.getSeq()))
            .put("Nats-Time-Stamp", String.valueOf(last.getTime()));
    here.jnats.publish(request.getReplyTo(), headers, last.getData());
  }

  // CL5: waiting for each request that is lost takes 20 s
  @Test
  void aReplicaThatHangsMakesReadsAndPutsOfSmallObjectsHardlySlower() throws Exception {
    byte[] data = {1, 2, 3};
    here.put("o", data);
    Dispatcher replicas = everySecondRequestIsLost();

    assertTimeoutPreemptively(
        Duration.ofSeconds(12),
        () -> {
          for (int i = 0; i < 10; i++) {
            assertThat(here.bucket.get("o")).hasValue(data);
            here.bucket.put("o", data);
          }
        });

    here.jnats.closeDispatcher(replicas);
  }

  @Test
  void aReadFromALeaderThatHasNoBucketSaysSo() {
    assertThatThrownBy(
            () ->
                here.nats
                    .createObjectStore(here.name + "x")
                    .get("o", GetOptions.builder().fromLeader().build())
                    .orElseThrow())
        .isInstanceOf(java.util.NoSuchElementException.class);
    here.nats.deleteObjectStore(here.name + "x");
    assertThatThrownBy(() -> here.nats.getObject(here.name + "x", "o"))
        .isInstanceOf(BucketNotFoundException.class);
  }
}
