package ai.lixpi.nats.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.objectstore.GetOptions;
import ai.lixpi.nats.objectstore.ObjectBucket;
import ai.lixpi.nats.objectstore.ObjectConflictException;
import ai.lixpi.nats.objectstore.ObjectSource;
import ai.lixpi.nats.objectstore.ObjectVersion;
import ai.lixpi.nats.objectstore.ObjectWatch;
import ai.lixpi.nats.objectstore.PutOptions;
import ai.lixpi.nats.objectstore.WatchOptions;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import io.nats.client.api.ObjectInfo;
import io.nats.client.api.ObjectStoreConfiguration;
import io.nats.client.api.StorageType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NatsTest(jetStream = true)
class ObjectStoreSnippetsTest {
  private final List<String> shown = new CopyOnWriteArrayList<>();
  private NatsService nats;

  @BeforeEach
  void connect(NatsServer server) {
    nats = NatsService.connect(server.url());
  }

  @AfterEach
  void close() {
    nats.deleteObjectStore("invoices");
    nats.close();
  }

  @Test
  void theFirstExample(@TempDir Path folder) throws IOException {
    Path pdf = Files.writeString(folder.resolve("4711.pdf"), "an invoice");
    Path copy = folder.resolve("copy.pdf");
    // snippet: objects
    ObjectInfo stored = nats.putObject("invoices", "2026/4711.pdf", pdf);

    nats.getObjectStream("invoices", "2026/4711.pdf", copy); // appears whole and verified, or not

    for (ObjectInfo object : nats.listObjects("invoices")) {
      show(object.getObjectName() + " has " + object.getSize() + " bytes");
    }
    // end
    assertThat(copy).hasContent("an invoice");
    assertThat(stored.getSize()).isEqualTo(10);
    assertThat(shown).containsExactly("2026/4711.pdf has 10 bytes");
  }

  @Test
  void aBucketIsConfigured() {
    // snippet: bucket
    ObjectBucket invoices =
        nats.createObjectStore(
            ObjectStoreConfiguration.builder("invoices")
                .description("What we have sent")
                .storageType(StorageType.File)
                .maxBucketSize(10L * 1024 * 1024 * 1024)
                .ttl(Duration.ofDays(3650))
                .build());

    invoices.update(
        ObjectStoreConfiguration.builder(invoices.status().getConfiguration())
            .description("What we have sent since 2026")
            .build());
    // end
    assertThat(invoices.status().getDescription()).isEqualTo("What we have sent since 2026");
  }

  @Test
  void aPutTellsHowFarItIs(@TempDir Path folder) throws IOException {
    Path video = Files.write(folder.resolve("video.mp4"), new byte[300_000]);
    ObjectBucket bucket = nats.createObjectStore("invoices");
    // snippet: put
    ObjectVersion version =
        bucket.put(
            "video.mp4",
            ObjectSource.of(video),
            PutOptions.builder()
                .description("The product in a minute")
                .metadata("author", "Ada")
                .listener(p -> show(p.bytesDone() + " of " + p.totalBytes().orElse(-1)))
                .build());
    // end
    assertThat(version.info().getSize()).isEqualTo(300_000);
    assertThat(shown).endsWith("300000 of 300000");
  }

  @Test
  void aConditionKeepsOthersWritesSafe() {
    ObjectBucket bucket = nats.createObjectStore("invoices");
    bucket.put("list", "a".getBytes(UTF_8));
    String entry = "b";
    // snippet: condition
    while (true) {
      ObjectVersion seen = bucket.info("list").orElseThrow();
      byte[] before = bucket.get("list", GetOptions.builder().fromLeader().build()).orElseThrow();
      String list = new String(before, UTF_8) + "\n" + entry;
      try {
        bucket.put(
            "list",
            ObjectSource.of(list.getBytes(UTF_8)),
            PutOptions.builder().ifRevision(seen.revision()).build());
        break;
      } catch (ObjectConflictException e) {
        // somebody else was faster: look again
      }
    }
    // end
    assertThat(bucket.get("list")).hasValue("a\nb".getBytes(UTF_8));
  }

  @Test
  void aStreamIsVerifiedAtItsEnd() throws IOException {
    ObjectBucket bucket = nats.createObjectStore("invoices");
    bucket.put("numbers", new byte[300_000]);
    long sum = 0;
    // snippet: stream
    try (InputStream in = bucket.openStream("numbers", GetOptions.DEFAULT).orElseThrow()) {
      byte[] buffer = new byte[8192];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        sum += n; // nothing is sure before the last read has returned -1
      }
    }
    // end
    assertThat(sum).isEqualTo(300_000);
  }

  @Test
  void changesAreWatched() {
    ObjectBucket bucket = nats.createObjectStore("invoices");
    ObjectWatch watch = watched(bucket);
    bucket.put("new.pdf", new byte[3]);
    await().atMost(Duration.ofSeconds(20)).until(() -> shown.contains("new.pdf changed"));
    watch.close();
  }

  private ObjectWatch watched(ObjectBucket bucket) {
    // snippet: watch
    ObjectWatch watch =
        bucket.watch(
            change -> change.ifPresent(v -> show(v.info().getObjectName() + " changed")),
            WatchOptions.CHANGES_ONLY);
    // end
    return watch;
  }

  private void show(String line) {
    shown.add(line);
  }
}
