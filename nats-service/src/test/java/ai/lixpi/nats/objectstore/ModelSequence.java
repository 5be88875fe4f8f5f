package ai.lixpi.nats.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.NatsServiceException;
import ai.lixpi.nats.Outcome;
import ai.lixpi.nats.testkit.Direction;
import ai.lixpi.nats.testkit.FaultProxy;
import ai.lixpi.nats.testkit.NatsServer;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.ObjectInfo;
import io.nats.client.api.ObjectMeta;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamInfo;
import io.nats.client.api.StreamInfoOptions;
import io.nats.client.api.Subject;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * One random sequence of steps on a bucket of its own, beside the model of what must come of it.
 */
final class ModelSequence {
  private static final List<String> NAMES =
      List.of("a", "b b", "résumé>v2", "😀.png", "a~~~", "../../x");
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int LARGEST = 200_000;

  private final Random random;
  private final boolean survivesKills;
  private final ObjectBucket bucket;
  private final NatsServer server;
  private final FaultProxy proxy;
  private final ModelState model = new ModelState();
  private final List<String> story = new ArrayList<>();

  // Mutable state
  private boolean uncertain;

  ModelSequence(long seed, ObjectBucket bucket, NatsServer server, FaultProxy proxy) {
    this.random = new Random(seed);
    this.survivesKills = bucket.status().getStorageType() == StorageType.File;
    this.bucket = bucket;
    this.server = server;
    this.proxy = proxy;
    story.add("seed " + seed);
  }

  void run(int steps, Connection observer) throws Exception {
    try {
      for (int i = 0; i < steps; i++) {
        maybeBreakTheLink();
        step();
      }
      proxy.flow();
      verify(observer);
    } catch (Throwable e) {
      throw new AssertionError(String.join("\n  ", story), e);
    }
  }

  private void maybeBreakTheLink() {
    int dice = random.nextInt(100);
    if (dice < 4) {
      story.add("cut now");
      proxy.cut();
    } else if (dice < 10) {
      String pattern = List.of(".C.", ".M.", "STREAM.MSG.GET", "PURGE").get(random.nextInt(4));
      story.add("cut before the next " + pattern);
      proxy.before(Direction.CLIENT_TO_SERVER, pattern, proxy::cut);
    } else if (dice < 16) {
      String pattern = List.of("\"seq\":", "\"success\":", "Nats-Sequence").get(random.nextInt(3));
      story.add("cut before the next answer with " + pattern);
      proxy.before(Direction.SERVER_TO_CLIENT, pattern, proxy::cut);
    } else if (dice == 16 && survivesKills) {
      story.add("kill and restart");
      synchronized (server) { // which others use and kill too
        server.kill();
        server.restart();
      }
    }
  }

  private void step() throws Exception {
    String name = NAMES.get(random.nextInt(NAMES.size()));
    switch (random.nextInt(12)) {
      case 0, 1, 2, 3 -> put(name, PutOptions.builder());
      case 4 -> putIfAbsent(name);
      case 5, 6 -> get(name);
      case 7 -> delete(name);
      case 8 -> rename(name, NAMES.get(random.nextInt(NAMES.size())));
      case 9 -> link(name);
      case 10 -> updateMeta(name);
      default -> list();
    }
  }

  private byte[] bytes() {
    int size = random.nextInt(4) == 0 ? random.nextInt(3) : random.nextInt(LARGEST);
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }

  private void put(String name, PutOptions.Builder options) {
    byte[] bytes = bytes();
    int chunk = 1 + random.nextInt(64 * 1024) + bytes.length / 64;
    story.add("put " + name + " (" + bytes.length + " bytes in chunks of " + chunk + ")");
    attempt(
        name,
        Optional.of(bytes),
        () -> bucket.put(name, ObjectSource.of(bytes), options.chunkSize(chunk).build()));
  }

  private void putIfAbsent(String name) {
    boolean there = model.isSurelyThere(name);
    boolean absent = model.isSurelyAbsent(name);
    byte[] bytes = bytes();
    story.add("put " + name + " if absent (" + bytes.length + " bytes)");
    try {
      bucket.put(name, ObjectSource.of(bytes), PutOptions.builder().ifAbsent().build());
      assertThat(there).as("there already, and put nevertheless").isFalse();
      model.isNow(name, Optional.of(bytes));
    } catch (ObjectConflictException e) {
      assertThat(absent).as("absent, and not put").isFalse();
    } catch (NatsServiceException e) {
      failed(name, Optional.of(bytes), e);
    }
  }

  private void get(String name) throws Exception {
    story.add("get " + name);
    Optional<byte[]> read;
    try {
      if (random.nextBoolean()) {
        read = bucket.get(name, GetOptions.builder().fromLeader().build());
      } else {
        Optional<ObjectInputStream> stream = bucket.openStream(name, GetOptions.DEFAULT);
        read = stream.isEmpty() ? Optional.empty() : Optional.of(readAll(stream.get()));
      }
    } catch (JetStreamUnavailableException e) {
      story.add("  not answered: " + e.getMessage());
      return;
    }
    assertThat(model.agrees(name, read))
        .as("%s is %s", name, read.map(bytes -> bytes.length + " bytes").orElse("absent"))
        .isTrue();
  }

  private static byte[] readAll(InputStream stream) throws Exception {
    try (stream) {
      return stream.readAllBytes();
    }
  }

  private void delete(String name) {
    story.add("delete " + name);
    attempt(name, Optional.empty(), () -> bucket.delete(name));
  }

  private void rename(String from, String to) {
    List<Optional<byte[]>> values = model.of(from);
    if (from.equals(to) || values.size() != 1 || !model.isSurelyAbsent(to)) {
      return;
    }
    story.add("rename " + from + " to " + to);
    Optional<byte[]> value = values.get(0);
    try {
      bucket.rename(from, to);
      assertThat(value).as("nothing to rename").isPresent();
      model.isNow(to, value);
      model.isNow(from, Optional.empty());
    } catch (ObjectNotFoundException e) {
      assertThat(value).as("not found to rename").isEmpty();
    } catch (NatsServiceException e) {
      failed(to, value, e);
      failed(from, Optional.empty(), e);
    }
  }

  private void link(String target) {
    if (!model.isSurelyThere(target)) {
      return;
    }
    String link = "link-" + random.nextInt(2);
    story.add("link " + link + " to " + target);
    try {
      bucket.linkObject(link, bucket.name(), target);
      model.links.put(link, target);
    } catch (NatsServiceException e) {
      story.add("  " + e.getMessage());
      assertThat(e.outcome()).as(e.getMessage()).isNotEqualTo(Outcome.REJECTED);
      model.links.remove(link);
    }
  }

  private void updateMeta(String name) {
    if (model.of(name).size() != 1) {
      return;
    }
    story.add("update the metadata of " + name);
    boolean there = model.isSurelyThere(name);
    try {
      bucket.updateMeta(name, ObjectMeta.builder(name).description("d" + story.size()).build());
      assertThat(there).isTrue();
    } catch (ObjectNotFoundException e) {
      assertThat(there).isFalse();
    } catch (NatsServiceException e) {
      story.add("  " + e.getMessage());
    }
  }

  private void list() {
    story.add("list");
    try {
      List<String> listed =
          new ArrayList<>(bucket.list().stream().map(ObjectInfo::getObjectName).toList());
      assertThat(listed).doesNotHaveDuplicates();
      listed.removeIf(name -> name.startsWith("link-"));
      assertThat(NAMES).containsAll(listed);
      for (String name : NAMES) {
        assertThat(listed.contains(name) ? !model.isSurelyAbsent(name) : !model.isSurelyThere(name))
            .as("%s in the list %s", name, listed)
            .isTrue();
      }
    } catch (JetStreamUnavailableException | PartialResultException e) {
      story.add("  not answered: " + e.getMessage());
    }
  }

  /** Does one thing to one name. */
  @FunctionalInterface
  private interface Change {
    void make();
  }

  private void attempt(String name, Optional<byte[]> value, Change change) {
    try {
      change.make();
      model.isNow(name, value);
    } catch (NatsServiceException e) {
      failed(name, value, e);
    }
  }

  private void failed(String name, Optional<byte[]> value, NatsServiceException e) {
    story.add("  " + e.outcome() + ": " + e.getMessage());
    if (e.outcome() == Outcome.UNKNOWN) {
      uncertain = true;
      model.mayBe(name, value);
    }
  }

  private void verify(Connection observer) throws Exception {
    story.add("verify");
    for (String name : model.names()) {
      Optional<byte[]> read = bucket.get(name, GetOptions.builder().fromLeader().build());
      assertThat(model.agrees(name, read)).as("%s at the end", name).isTrue();
    }
    for (Map.Entry<String, String> link : model.links.entrySet()) {
      verifyLink(link.getKey(), link.getValue());
    }
    List<ObjectInfo> listed = bucket.list();
    verifyList(listed);
    if (uncertain) {
      await().atMost(PATIENCE).until(() -> bucket.sweep(Duration.ofMillis(1)) == 0);
    }
    Map<String, Long> chunks = new HashMap<>();
    listed.stream()
        .filter(info -> info.getChunks() > 0)
        .forEach(info -> chunks.put(Names.chunks(bucket.name(), info.getNuid()), info.getChunks()));
    JetStreamManagement streams = observer.jetStreamManagement();
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(IOException.class) // the observer's own link, after a kill
        .untilAsserted(() -> assertThat(chunksIn(streams)).as("chunks").isEqualTo(chunks));
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(IOException.class)
        .untilAsserted(
            () ->
                assertThat(streams.getConsumerNames(Names.stream(bucket.name())))
                    .as("consumers")
                    .isEmpty());
  }

  /**
   * All that is there by now, and nothing else; but a link may be there without anybody's
   * knowledge.
   */
  private void verifyList(List<ObjectInfo> listed) {
    assertThat(listed).extracting(ObjectInfo::getObjectName).doesNotHaveDuplicates();
    assertThat(listed)
        .filteredOn(ObjectInfo::isLink)
        .extracting(ObjectInfo::getObjectName)
        .containsAll(model.links.keySet());
    Map<String, Long> sizes = new HashMap<>();
    for (String name : model.names()) {
      model.of(name).get(0).ifPresent(bytes -> sizes.put(name, (long) bytes.length));
    }
    assertThat(listed)
        .filteredOn(info -> !info.isLink())
        .allSatisfy(info -> assertThat(info.getSize()).isEqualTo(sizes.get(info.getObjectName())))
        .hasSameSizeAs(sizes.keySet());
  }

  private void verifyLink(String link, String target) {
    Optional<byte[]> there = model.of(target).get(0);
    try {
      Optional<byte[]> read = bucket.get(link);
      assertThat(read.isPresent() && there.isPresent() && Arrays.equals(read.get(), there.get()))
          .as("%s, a link to %s", link, target)
          .isTrue();
    } catch (ObjectNotFoundException e) {
      if (there.isPresent()) {
        fail(link + " leads to nothing, but " + target + " is there", e);
      }
    }
  }

  private Map<String, Long> chunksIn(JetStreamManagement streams) throws Exception {
    StreamInfo info =
        streams.getStreamInfo(
            Names.stream(bucket.name()),
            StreamInfoOptions.filterSubjects(Names.chunkPrefix(bucket.name()) + ">"));
    Map<String, Long> found = new HashMap<>();
    List<Subject> subjects = info.getStreamState().getSubjects();
    for (Subject subject : subjects) {
      found.put(subject.getName(), subject.getCount());
    }
    return found;
  }
}
