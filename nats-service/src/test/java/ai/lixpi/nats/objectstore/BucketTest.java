package ai.lixpi.nats.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.lixpi.nats.ConfigurationException;
import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.Outcome;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import io.nats.client.api.ObjectStoreConfiguration;
import io.nats.client.api.ObjectStoreStatus;
import io.nats.client.api.Placement;
import io.nats.client.api.StorageType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Buckets: created, opened, changed, sealed, listed and deleted. */
@NatsTest(jetStream = true)
@SuppressWarnings("NullAway")
class BucketTest {
  private NatsService nats;

  @BeforeEach
  void connect(NatsServer server) {
    nats = NatsService.connect(server.url());
  }

  @AfterEach
  void close() {
    nats.close();
  }

  private static ObjectStoreConfiguration.Builder memory(String bucket) {
    return ObjectStoreConfiguration.builder(bucket).storageType(StorageType.Memory);
  }

  @Test
  void aBucketIsCreatedWithEverythingThatItsConfigurationSays() {
    nats.createObjectStore(
        ObjectStoreConfiguration.builder("all")
            .description("für \"alles\"")
            .ttl(Duration.ofHours(3))
            .maxBucketSize(5_000_000)
            .storageType(StorageType.Memory)
            .replicas(1)
            .compression(true)
            .placement(Placement.builder().tags("ssd").build())
            .metadata(Map.of("owner", "Ada"))
            .build());

    ObjectStoreStatus status = nats.getObjectStore("all").status();
    assertThat(status.getBucketName()).isEqualTo("all");
    assertThat(status.getDescription()).isEqualTo("für \"alles\"");
    assertThat(status.getTtl()).isEqualTo(Duration.ofHours(3));
    assertThat(status.getMaxBucketSize()).isEqualTo(5_000_000);
    assertThat(status.getStorageType()).isEqualTo(StorageType.Memory);
    assertThat(status.getReplicas()).isEqualTo(1);
    assertThat(status.isCompressed()).isTrue();
    assertThat(status.getPlacement()).isNotNull();
    assertThat(status.getPlacement().getTags()).containsExactly("ssd");
    assertThat(status.getMetadata()).containsEntry("owner", "Ada");
    assertThat(status.isSealed()).isFalse();
    assertThat(status.getSize()).isZero();
  }

  @Test
  void theDefaultsAreFileStorageOneReplicaAndNoLimits() {
    ObjectStoreStatus status = nats.createObjectStore("plain").status();

    assertThat(status.getStorageType()).isEqualTo(StorageType.File);
    assertThat(status.getReplicas()).isEqualTo(1);
    assertThat(status.getMaxBucketSize()).isEqualTo(-1);
    assertThat(status.getTtl()).isEqualTo(Duration.ZERO);
    assertThat(status.isCompressed()).isFalse();
  }

  @Test
  void creatingTheSameBucketAgainChangesNothing() {
    nats.createObjectStore(memory("twice").description("first").build());

    ObjectBucket again = nats.createObjectStore(memory("twice").description("first").build());

    assertThat(again.name()).isEqualTo("twice");
    assertThat(again.status().getDescription()).isEqualTo("first");
  }

  @Test
  void creatingABucketFailsWhenThereIsADifferentOne() {
    nats.createObjectStore(memory("taken").description("first").build());

    assertThatExceptionOfType(BucketExistsException.class)
        .isThrownBy(() -> nats.createObjectStore(memory("taken").description("second").build()))
        .withMessage(
            "The bucket 'taken' exists already with another configuration: open it with"
                + " getObjectStore, or change it with update.")
        .satisfies(e -> assertThat(e.outcome()).isEqualTo(Outcome.REJECTED))
        .satisfies(e -> assertThat(e.bucket()).isEqualTo("taken"));
    assertThat(nats.getObjectStore("taken").status().getDescription()).isEqualTo("first");
  }

  @Test
  @DisplayName("O19 a missing bucket is said to be missing, and no read creates it")
  void readsNeverCreateABucket() {
    assertThatExceptionOfType(BucketNotFoundException.class)
        .isThrownBy(() -> nats.getObjectStore("missing"))
        .withMessage(
            "There is no bucket 'missing': create it with createObjectStore or"
                + " ensureObjectStore, or check the name and the account.");
    assertThatExceptionOfType(BucketNotFoundException.class)
        .isThrownBy(() -> nats.getObjectInfo("missing", "name"));

    assertThat(nats.listObjectStores())
        .extracting(ObjectStoreStatus::getBucketName)
        .doesNotContain("missing");
  }

  @Test
  void ensuringCreatesABucketOnlyWhenThereIsNone() {
    ObjectBucket made = nats.ensureObjectStore(memory("sure").description("first").build());
    ObjectBucket found = nats.ensureObjectStore(memory("sure").description("second").build());

    assertThat(made.status().getDescription()).isEqualTo("first");
    assertThat(found.status().getDescription()).isEqualTo("first");
    assertThat(nats.ensureObjectStore("sure").status().getStorageType())
        .isEqualTo(StorageType.Memory);
  }

  @Test
  void allWhoEnsureABucketAtOnceGetIt(NatsServer server) {
    CyclicBarrier start = new CyclicBarrier(8);
    List<CompletableFuture<String>> callers = new ArrayList<>();
    try (NatsService other = NatsService.connect(server.url())) {
      for (int i = 0; i < 8; i++) {
        NatsService mine = i % 2 == 0 ? nats : other;
        ObjectStoreConfiguration wanted = memory("raced").description("by " + i).build();
        callers.add(
            CompletableFuture.supplyAsync(
                () -> {
                  await(start);
                  return String.valueOf(mine.ensureObjectStore(wanted).status().getDescription());
                },
                task -> new Thread(task, "creator").start()));
      }
      assertThat(callers.stream().map(CompletableFuture::join).distinct()).hasSize(1);
    }
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aBucketIsChanged() {
    ObjectBucket bucket = nats.createObjectStore(memory("growing").build());

    ObjectStoreStatus after =
        bucket.update(
            ObjectStoreConfiguration.builder(bucket.status().getConfiguration())
                .description("grown")
                .maxBucketSize(1_000_000)
                .ttl(Duration.ofDays(1))
                .metadata(Map.of("k", "v"))
                .build());

    assertThat(after.getDescription()).isEqualTo("grown");
    assertThat(bucket.status().getMaxBucketSize()).isEqualTo(1_000_000);
    assertThat(bucket.status().getTtl()).isEqualTo(Duration.ofDays(1));
    assertThat(bucket.status().getMetadata()).containsEntry("k", "v");
    assertThat(bucket.status().getStorageType()).isEqualTo(StorageType.Memory);
  }

  @Test
  void aChangeThatTheServerDoesNotAllowIsRefusedInItsWords() {
    ObjectBucket bucket = nats.createObjectStore(memory("fixed").build());

    assertThatExceptionOfType(JetStreamException.class)
        .isThrownBy(
            () ->
                bucket.update(
                    ObjectStoreConfiguration.builder("fixed")
                        .storageType(StorageType.File)
                        .build()))
        .withMessageContaining("STREAM.UPDATE of the bucket 'fixed'")
        .withMessageContaining("storage type")
        .satisfies(e -> assertThat(e.outcome()).isEqualTo(Outcome.REJECTED))
        .satisfies(e -> assertThat(e.errorCode()).isEqualTo(10052));
  }

  @Test
  void aChangeIsForTheBucketOfTheHandle() {
    ObjectBucket bucket = nats.createObjectStore(memory("mine").build());

    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> bucket.update(memory("yours").build()))
        .withMessageContaining("'yours'")
        .withMessageContaining("'mine'");
  }

  @Test
  void aMissingBucketCanNotBeChangedSealedOrAskedAbout() {
    ObjectBucket bucket = nats.createObjectStore(memory("gone").build());
    ObjectStoreConfiguration configuration = bucket.status().getConfiguration();
    assertThat(nats.deleteObjectStore("gone")).isTrue();

    assertThatExceptionOfType(BucketNotFoundException.class).isThrownBy(bucket::status);
    assertThatExceptionOfType(BucketNotFoundException.class).isThrownBy(bucket::seal);
    assertThatExceptionOfType(BucketNotFoundException.class)
        .isThrownBy(() -> bucket.update(configuration));
  }

  @Test
  void aSealedBucketStaysSealed() {
    ObjectBucket bucket = nats.createObjectStore(memory("shut").description("kept").build());

    bucket.seal();
    bucket.seal();

    assertThat(bucket.status().isSealed()).isTrue();
    assertThat(bucket.status().getDescription()).isEqualTo("kept");
    assertThatExceptionOfType(BucketSealedException.class)
        .isThrownBy(() -> bucket.update(memory("shut").description("changed").build()))
        .withMessage(
            "The bucket 'shut' is sealed and takes no changes any more: write to another one.");
  }

  @Test
  void deletingSaysWhetherThereWasABucket() {
    nats.createObjectStore("short-lived").seal(); // which does not keep it from being deleted

    assertThat(nats.deleteObjectStore("short-lived")).isTrue();
    assertThat(nats.deleteObjectStore("short-lived")).isFalse();
  }

  @Test
  void allBucketsAreListedHoweverManyPagesTheyTake() {
    List<String> names =
        IntStream.range(0, 270).mapToObj(i -> String.format("b%03d", i)).sorted().toList();
    names.forEach(name -> nats.createObjectStore(memory(name).build()));
    try {
      assertThat(nats.listObjectStores())
          .extracting(ObjectStoreStatus::getBucketName)
          .filteredOn(name -> name.matches("b\\d{3}"))
          .containsExactlyElementsOf(names);
    } finally {
      names.forEach(nats::deleteObjectStore);
    }
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", "a b", "a.b", "*", ">", "a/b", "ä", "a\u0000", "😀", "$O"})
  void aBadBucketNameIsRefusedBeforeAnythingIsSent(String name) {
    long sent = nats.statistics().requests();

    for (Runnable call :
        List.<Runnable>of(
            () -> nats.createObjectStore(name),
            () -> nats.getObjectStore(name),
            () -> nats.ensureObjectStore(name),
            () -> nats.deleteObjectStore(name),
            () -> nats.putObject(name, "object", new byte[1]),
            () -> nats.getObjectInfo(name, "object"))) {
      assertThatExceptionOfType(InvalidNameException.class)
          .isThrownBy(call::run)
          .withMessageStartingWith("The bucket name ")
          .satisfies(e -> assertThat(e.outcome()).isEqualTo(Outcome.NOT_SENT));
    }

    assertThat(nats.statistics().requests()).isEqualTo(sent);
  }

  @Test
  void theLongestBucketNameIsThatOfTheServer() {
    String longest = "x".repeat(251);

    assertThat(nats.createObjectStore(longest).status().getBucketName()).isEqualTo(longest);
    assertThatExceptionOfType(InvalidNameException.class)
        .isThrownBy(() -> nats.createObjectStore(longest + "x"));
  }

  @Test
  void aMissingConfigurationIsSaidToBeMissing() {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> nats.createObjectStore((ObjectStoreConfiguration) null))
        .withMessage("configuration is null: give a value, or leave the call out.");
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> nats.ensureObjectStore((ObjectStoreConfiguration) null))
        .withMessageStartingWith("configuration is null");
    ObjectBucket bucket = nats.createObjectStore("some");
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> bucket.update(null))
        .withMessageStartingWith("configuration is null");
  }
}
