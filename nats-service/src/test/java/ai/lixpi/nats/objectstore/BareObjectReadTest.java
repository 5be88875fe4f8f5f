package ai.lixpi.nats.objectstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.testkit.Direction;
import ai.lixpi.nats.testkit.FaultProxy;
import ai.lixpi.nats.testkit.NatsCluster;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import io.nats.client.Nats;
import io.nats.client.ObjectStore;
import io.nats.client.Options;
import io.nats.client.api.StorageType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the official client does in the scenarios of the tests named in each name. */
@Tag("baseline")
@NatsTest(jetStream = true, leakCheck = false)
@SuppressWarnings("try") // jnats: Connection.close() throws InterruptedException
class BareObjectReadTest {
  private static final int SIZE = 24 * 1024 * 1024;
  private static final byte[] DATA = Bucket.random(SIZE, 12);

  private final FaultProxy proxy;
  private final Bucket here;
  private final Connection connection;
  private final ObjectStore bare;

  BareObjectReadTest(NatsServer server) throws Exception {
    proxy = FaultProxy.to(server);
    here = new Bucket(server);
    connection = bare(proxy.url());
    bare = connection.objectStore(here.name);
  }

  /** With its own defaults: the object store waits for as long as connecting may take. */
  private static Connection bare(String url) throws Exception {
    return Nats.connect(
        new Options.Builder()
            .server(url)
            .maxReconnects(-1)
            .reconnectWait(Duration.ofMillis(50))
            .errorListener(new ErrorListener() {})
            .build());
  }

  @AfterEach
  void close() throws Exception {
    connection.close();
    here.close();
    proxy.close();
  }

  private static byte[] within(int chunk) {
    int start = chunk * Bucket.CHUNK + Bucket.CHUNK / 2;
    return Arrays.copyOfRange(DATA, start, start + 32);
  }

  private void outage() {
    proxy.refuse();
    proxy.cut();
    CompletableFuture.delayedExecutor(3, TimeUnit.SECONDS).execute(proxy::accept);
  }

  private void silence() {
    proxy.stall();
    CompletableFuture.delayedExecutor(3, TimeUnit.SECONDS).execute(proxy::flow);
  }

  @Test
  @DisplayName("O3 an empty object takes two seconds (ObjectGetTest)")
  void anEmptyObjectTakesTwoSeconds() throws Exception {
    here.put("o", new byte[0]);

    long start = System.nanoTime();
    bare.get("o", new ByteArrayOutputStream());

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(1));
  }

  @Test
  @DisplayName("O14 a damaged object has been written before it is refused (ReadIntegrityTest)")
  void aDamagedObjectHasBeenWritten() throws Exception {
    Crafted object = new Crafted(here);
    for (int i = 0; i < 4; i++) {
      object.chunk(Bucket.random(1_000, i));
    }
    object.record("o", object.size(), 4, new Crafted(here).digest());
    ByteArrayOutputStream sink = new ByteArrayOutputStream();

    assertThat(failure(() -> bare.get("o", sink))).isNotNull();

    assertThat(sink.size()).isEqualTo(4_000);
  }

  @Test
  @DisplayName("O11 an overwritten object is a generic mismatch (ReadFailureTest)")
  void anOverwrittenObjectIsAGenericMismatch() throws Exception {
    here.put("o", DATA);
    // push delivery is far ahead of the sink, so hold it back
    proxy.before(
        Direction.SERVER_TO_CLIENT,
        within(20),
        () -> {
          try {
            here.put("o", new byte[SIZE]);
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
    Throwable failure = failure(() -> bare.get("o", new ByteArrayOutputStream()));
    assertThat(failure).isNotNull().hasMessageContaining("chunks");
  }

  @Test
  @DisplayName("O12 a link that is cut for three seconds ends the read (ReadInterruptedTest)")
  void aCutLinkEndsTheRead() throws Exception {
    here.put("o", DATA);
    proxy.before(Direction.SERVER_TO_CLIENT, within(70), this::outage);
    ByteArrayOutputStream sink = new ByteArrayOutputStream();
    Throwable failure = failure(() -> bare.get("o", sink));
    assertThat(failure).isNotNull();
    assertThat(sink.size()).isPositive(); // unverified bytes are in the sink already
  }

  @Test
  @DisplayName("O12 a server silent for three seconds ends the read (ReadInterruptedTest)")
  void aSilentServerEndsTheRead() throws Exception {
    here.put("o", DATA);
    proxy.before(Direction.SERVER_TO_CLIENT, within(100), this::silence);
    assertThat(failure(() -> bare.get("o", new ByteArrayOutputStream()))).isNotNull();
  }

  @Test
  @DisplayName("O13 a sink that fails leaves subscription and consumer behind (ReadFailureTest)")
  void aFailingSinkLeavesItsConsumer() throws Exception {
    here.put("o", DATA);
    for (int i = 0; i < 20; i++) {
      OutputStream full =
          Way.onFirstWrite(
              OutputStream.nullOutputStream(),
              () -> {
                throw new IOException("disk full");
              });
      assertThatThrownBy(() -> bare.get("o", full)).hasMessageContaining("disk full");
    }
    await()
        .during(Duration.ofSeconds(8))
        .atMost(Duration.ofSeconds(20))
        .until(() -> here.consumers() == 20);
  }

  @Test
  @DisplayName("O15 one record of garbage makes the whole list fail (ObjectListTest)")
  void oneRecordOfGarbageMakesTheListFail() throws Exception {
    here.put("first", new byte[1]);
    here.putRecord(Names.meta(here.name, "garbage"), "garbage");
    assertThatThrownBy(bare::getList).isInstanceOf(RuntimeException.class);
  }

  @Test
  @DisplayName("O16 a list during a silence is short and looks complete (ObjectListTest)")
  void aListDuringASilenceIsShort() throws Exception {
    for (int i = 0; i < 30_000; i++) {
      String name = "object-%05d".formatted(i);
      here.jnats.publish(
          Names.meta(here.name, name),
          "{\"name\":\"%s\",\"nuid\":\"n\",\"size\":0,\"chunks\":0}"
              .formatted(name)
              .getBytes(UTF_8));
    }
    here.jnats.flush(Bucket.PATIENCE);
    // jnats asks for that at the start, beside the messages: only then the list can be short
    proxy.after(
        Direction.SERVER_TO_CLIENT,
        "consumer_info_response",
        () -> proxy.before(Direction.SERVER_TO_CLIENT, "\r\nMSG ", this::silence));
    assertThat(bare.getList().size()).isLessThan(30_000);
  }

  @Test
  @DisplayName("O18 a link to itself overflows the stack (ObjectLinkTest)")
  void aLinkToItselfOverflowsTheStack() throws Exception {
    here.putRecord(
        Names.meta(here.name, "self"),
        "{\"name\":\"self\",\"bucket\":\"%s\",\"options\":{\"link\":{\"bucket\":\"%s\",\"name\":\"self\"}}}"
            .formatted(here.name, here.name));
    assertThatThrownBy(() -> bare.get("self", new ByteArrayOutputStream()))
        .isInstanceOf(StackOverflowError.class);
  }

  @Test
  @DisplayName("CL3 the killed node of its consumer ends the read (ReadOnClusterTest)")
  void theKilledNodeOfItsConsumerEndsTheRead() throws Exception {
    try (NatsCluster cluster = NatsCluster.builder(3).jetStream().start()) {
      String urls = String.join(",", cluster.urls());
      try (Bucket there =
          new Bucket(
              urls, urls, Bucket.configuration().replicas(3).storageType(StorageType.File))) {
        // far more than what the client's queues hold
        there.put("o", new byte[300 * 1024 * 1024]);
        try (Connection client = bare(cluster.servers().get(0).url())) {
          ObjectStore store = client.objectStore(there.name);
          OutputStream sink =
              Way.onFirstWrite(
                  OutputStream.nullOutputStream(), () -> consumerNode(cluster, there).kill());
          assertThat(failure(() -> store.get("o", sink))).isNotNull();
        }
      }
    }
  }

  private static NatsServer consumerNode(NatsCluster cluster, Bucket there) throws Exception {
    String consumer = there.management.getConsumerNames(there.stream).get(0);
    String node =
        there.management.getConsumerInfo(there.stream, consumer).getClusterInfo().getLeader();
    return cluster.servers().stream()
        .filter(server -> server.name().equals(node))
        .findFirst()
        .orElseThrow();
  }

  private static Throwable failure(Way.Action action) {
    try {
      action.run();
      throw new AssertionError("The read succeeded.");
    } catch (Exception e) {
      return e;
    }
  }
}
