package ai.lixpi.nats.objectstore;

import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.NatsServiceConfig;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.ObjectStore;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.ObjectInfo;
import io.nats.client.api.StreamInfo;
import io.nats.client.api.StreamInfoOptions;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/** What is really in a bucket, seen through a second, undisturbed connection with jnats itself. */
final class RealBucket implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(30);

  final String name;
  final NatsService nats;

  RealBucket(String url, String name) {
    this(List.of(url), name);
  }

  RealBucket(List<String> urls, String name) {
    this.name = name;
    nats = NatsService.connect(NatsServiceConfig.builder().servers(urls).build());
    nats.awaitConnected(PATIENCE);
  }

  static byte[] bytes(int size, long seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  Connection connection() {
    return nats.getConnection();
  }

  ObjectStore jnats() throws Exception {
    return connection().objectStore(name);
  }

  byte[] read(String object) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    jnats().get(object, bytes);
    return bytes.toByteArray();
  }

  ObjectInfo info(String object) throws Exception {
    return jnats().getInfo(object);
  }

  JetStreamManagement stream() throws Exception {
    return connection().jetStreamManagement();
  }

  /** How many chunks there are for each upload. */
  Map<String, Long> chunks() throws Exception {
    StreamInfo info =
        stream()
            .getStreamInfo("OBJ_" + name, StreamInfoOptions.filterSubjects("$O." + name + ".C.>"));
    Map<String, Long> counts = info.getStreamState().getSubjectMap();
    return counts == null
        ? Map.of()
        : counts.entrySet().stream()
            .collect(
                Collectors.toMap(
                    each -> each.getKey().substring(("$O." + name + ".C.").length()),
                    Map.Entry::getValue));
  }

  /** The subjects of a kind on which there is something. */
  Set<String> subjects(String kind) throws Exception {
    Map<String, Long> counts =
        stream()
            .getStreamInfo(
                "OBJ_" + name, StreamInfoOptions.filterSubjects("$O." + name + "." + kind + ".>"))
            .getStreamState()
            .getSubjectMap();
    return counts == null ? Set.of() : counts.keySet();
  }

  /** Waits until the chunks in the stream are those that records refer to, all and no others. */
  void awaitNoOrphans() {
    await().atMost(PATIENCE).until(() -> chunks().equals(referenced()));
  }

  private Map<String, Long> referenced() throws Exception {
    Map<String, Long> counts = new HashMap<>();
    for (ObjectInfo info : jnats().getList()) {
      if (info.getChunks() > 0) {
        counts.put(info.getNuid(), info.getChunks());
      }
    }
    return counts;
  }

  /** The sizes of the chunks of an object, in their order. */
  List<Integer> chunkSizes(String object) throws Exception {
    List<Integer> sizes = new ArrayList<>();
    String subject = "$O." + name + ".C." + info(object).getNuid();
    long next = 1;
    while (true) {
      try {
        MessageInfo message = stream().getNextMessage("OBJ_" + name, next, subject);
        byte[] data = message.getData();
        sizes.add(data == null ? 0 : data.length);
        next = message.getSeq() + 1;
      } catch (JetStreamApiException e) {
        return sizes;
      }
    }
  }

  @Override
  public void close() {
    nats.disconnect();
  }
}
