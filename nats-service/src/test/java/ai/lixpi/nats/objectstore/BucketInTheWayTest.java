package ai.lixpi.nats.objectstore;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.testkit.Direction;
import ai.lixpi.nats.testkit.FaultProxy;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.Trigger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The files of a stream that was deleted a moment ago are in the way of the next of its name. */
class BucketInTheWayTest {
  private static final Pattern STORE = Pattern.compile("\"store_dir\": \"([^\"]+)\"");

  private static Path parent(NatsServer server) {
    Matcher store = STORE.matcher(server.monitoring("/jsz?config=true"));
    assertThat(store.find()).isTrue();
    return Path.of(store.group(1), "$G");
  }

  @Test
  void aBucketIsCreatedAsSoonAsNothingIsInTheWay() throws Exception {
    try (NatsServer server = NatsServer.builder().jetStream().start();
        FaultProxy proxy = FaultProxy.to(server);
        NatsService nats = NatsService.connect(proxy.url())) {
      Path obstacle =
          Files.writeString(Files.createDirectories(parent(server)).resolve("streams"), "");
      Trigger refused =
          proxy.before(Direction.SERVER_TO_CLIENT, "error creating store", () -> remove(obstacle));

      ObjectBucket bucket = nats.createObjectStore("again");

      assertThat(refused.hasFired()).isTrue();
      bucket.put("a", new byte[10]);
      assertThat(bucket.list()).hasSize(1);
    }
  }

  private static void remove(Path obstacle) {
    try {
      Files.deleteIfExists(obstacle);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
