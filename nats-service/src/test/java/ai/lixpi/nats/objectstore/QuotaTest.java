package ai.lixpi.nats.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.NatsServiceConfig;
import ai.lixpi.nats.Outcome;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsServerExtension;
import io.nats.client.api.ObjectInfo;
import io.nats.client.api.ObjectMeta;
import io.nats.client.api.ObjectStoreConfiguration;
import io.nats.client.api.StreamInfoOptions;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Limits of buckets, accounts and the server: refused at once, and nothing is left behind. */
@SuppressWarnings("NullAway")
class QuotaTest {
  private static final int MIB = 1024 * 1024;
  private static final String ACCOUNTS =
      """
      accounts {
        FREE: { jetstream: enabled, users: [ { user: free, password: S3CRET } ] }
        FEW: {
          jetstream: { max_file: 3MB, max_mem: 3MB, max_streams: 2, max_consumers: 10 }
          users: [ { user: few, password: S3CRET } ]
        }
      }
      """;

  @RegisterExtension
  static final NatsServerExtension SERVER =
      NatsServerExtension.builder()
          .server(server -> server.jetStream("max_file_store: 8MB").config(ACCOUNTS))
          .build();

  private final NatsServer server = SERVER.server();
  private NatsService nats;

  private NatsService as(String user) {
    nats =
        NatsService.connect(
            NatsServiceConfig.builder()
                .servers(server.url())
                .user(user)
                .password("S3CRET")
                .build());
    nats.awaitConnected(Duration.ofSeconds(20));
    return nats;
  }

  @AfterEach
  void close() {
    nats.listObjectStores().forEach(status -> nats.deleteObjectStore(status.getBucketName()));
    nats.close();
  }

  private static void refused(ThrowingCallable call, String limit) {
    refused(call, "A limit is reached for the bucket ", limit);
  }

  private static void refused(ThrowingCallable call, String start, String limit) {
    assertThatExceptionOfType(QuotaExceededException.class)
        .isThrownBy(call)
        .withMessageStartingWith(start)
        .withMessageContaining(limit)
        .withMessageEndingWith("delete something, or raise the limit.")
        .satisfies(e -> assertThat(e.outcome()).isEqualTo(Outcome.REJECTED));
  }

  private void holdsOnly(ObjectBucket bucket, byte[] content) {
    assertThat(bucket.get("kept")).hasValue(content);
    assertThat(bucket.list()).extracting(ObjectInfo::getObjectName).containsExactly("kept");
    String chunks = Names.chunks(bucket.name(), nuidOf(bucket.list().get(0)));
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(chunkSubjects(bucket)).containsExactly(chunks));
  }

  private static String nuidOf(ObjectInfo info) {
    return String.valueOf(info.getNuid());
  }

  private Set<String> chunkSubjects(ObjectBucket bucket) throws Exception {
    return nats.getConnection()
        .jetStreamManagement()
        .getStreamInfo(
            "OBJ_" + bucket.name(),
            StreamInfoOptions.filterSubjects(Names.chunkPrefix(bucket.name()) + ">"))
        .getStreamState()
        .getSubjectMap()
        .keySet();
  }

  @Test
  @DisplayName(
      "O20 a full bucket refuses a put, keeps the version before and nothing of the new one")
  void aFullBucket() {
    ObjectBucket bucket =
        as("free")
            .createObjectStore(
                ObjectStoreConfiguration.builder("full").maxBucketSize(2 * MIB).build());
    byte[] first = RealBucket.bytes(MIB, 1);
    bucket.put("kept", first);

    refused(
        () -> bucket.put("kept", RealBucket.bytes(2 * MIB, 2)),
        "The put of the object 'kept' in the bucket 'full' failed. A limit is reached",
        "maximum bytes exceeded");
    refused(
        () -> bucket.put("other", RealBucket.bytes(3 * MIB, 3)),
        "The put of the object 'other' in the bucket 'full' failed. A limit is reached",
        "maximum bytes exceeded");

    holdsOnly(bucket, first);
    bucket.put("other", RealBucket.bytes(MIB / 2, 4));
  }

  @Test
  @DisplayName("O20 a sealed bucket refuses every change and stays readable")
  void aSealedBucket() {
    ObjectBucket bucket = as("free").createObjectStore("sealed");
    byte[] first = RealBucket.bytes(300_000, 1);
    bucket.put("kept", first);
    bucket.seal();

    Map<String, ThrowingCallable> changes =
        Map.of(
            "put of the object 'kept'", () -> bucket.put("kept", new byte[10]),
            "put of the object 'new'", () -> bucket.put("new", new byte[0]),
            "put of the object 'async'", () -> putAsync(bucket, "async"),
            "delete of the object 'kept'", () -> bucket.delete("kept"),
            "rename of the object 'kept' to 'renamed'", () -> bucket.rename("kept", "renamed"),
            "update of the object 'kept'", () -> bucket.updateMeta("kept", described("kept")),
            "update of the object 'kept' to 'new'",
                () -> bucket.updateMeta("kept", described("new")),
            "creation of the link 'link'", () -> bucket.linkObject("link", "sealed", "kept"),
            "creation of the link 'links'", () -> bucket.linkBucket("links", "sealed"));
    changes.forEach(
        (what, change) ->
            assertThatExceptionOfType(BucketSealedException.class)
                .isThrownBy(change)
                .withMessage(
                    "The %s in the bucket 'sealed' failed. The bucket 'sealed' is sealed and takes"
                        + " no changes any more: write to another one.",
                    what)
                .satisfies(e -> assertThat(e.outcome()).isEqualTo(Outcome.REJECTED)));

    holdsOnly(bucket, first);
  }

  private static void putAsync(ObjectBucket bucket, String name) throws Throwable {
    try {
      bucket.putAsync(name, ObjectSource.of(new byte[10]), PutOptions.DEFAULT).get();
    } catch (ExecutionException e) {
      throw e.getCause();
    }
  }

  private static ObjectMeta described(String name) {
    return ObjectMeta.builder(name).description("d").build();
  }

  @Test
  @DisplayName("O17 a failure tells a long name with line ends shortly and in one line")
  void aHostileNameInAFailure() {
    ObjectBucket bucket = as("free").createObjectStore("sealed");
    bucket.seal();

    assertThatExceptionOfType(BucketSealedException.class)
        .isThrownBy(() -> bucket.put("a\r\nb\u001b[31m" + "x".repeat(2_900), new byte[10]))
        .withMessageStartingWith(
            "The put of the object 'a\\u000d\\u000ab\\u001b[31m%s...' in the bucket 'sealed' failed. ",
            "x".repeat(55));
  }

  @Test
  @DisplayName("L3 an account whose storage is used up refuses a put")
  void anAccountThatIsFull() {
    ObjectBucket bucket = as("few").createObjectStore("account");
    byte[] first = RealBucket.bytes(MIB, 1);
    bucket.put("kept", first);

    refused(
        () -> bucket.put("other", RealBucket.bytes(4 * MIB, 2)),
        "The put of the object 'other' in the bucket 'account' failed. A limit is reached",
        "resource limits exceeded for account");

    holdsOnly(bucket, first);
  }

  @Test
  @DisplayName("L3 an account with all its streams refuses a bucket")
  void anAccountWithAllItsStreams() {
    NatsService few = as("few");
    few.createObjectStore("one");
    few.createObjectStore("two");

    refused(() -> few.createObjectStore("three"), "maximum number of streams reached");
    refused(
        () -> few.putObject("three", "x", new byte[1]),
        "The put of the object 'x' in the bucket 'three' failed. A limit is reached",
        "maximum number of streams reached");
    assertThat(few.listObjectStores()).hasSize(2);
  }

  @Test
  @DisplayName("L3 a server whose store is full refuses a put")
  void aServerThatIsFull() {
    ObjectBucket bucket = as("free").createObjectStore("server");
    byte[] first = RealBucket.bytes(MIB, 1);
    bucket.put("kept", first);

    refused(
        () -> bucket.put("other", RealBucket.bytes(12 * MIB, 2)),
        "The put of the object 'other' in the bucket 'server' failed. A limit is reached",
        "insufficient resources");

    holdsOnly(bucket, first);
  }

  @Test
  void aBucketThatIsLargerThanTheStoreIsRefused() {
    NatsService free = as("free");

    refused(
        () ->
            free.createObjectStore(
                ObjectStoreConfiguration.builder("large").maxBucketSize(100L * MIB).build()),
        "insufficient storage resources available");
  }
}
