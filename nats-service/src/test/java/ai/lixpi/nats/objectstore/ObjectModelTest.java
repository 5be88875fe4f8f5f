package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.testkit.FaultProxy;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsServerExtension;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Random sequences of steps with cuts and kills between and amid them, against a map in memory. A
 * failure tells its story and its seed; {@code -Dmodel.seed=n} repeats it.
 */
class ObjectModelTest {
  private static final int STEPS = 50;

  @RegisterExtension
  static final NatsServerExtension NATS =
      NatsServerExtension.builder().server(server -> server.jetStream()).build();

  @Test
  @Tag("long")
  @DisplayName("20 random sequences of 50 steps leave what the model says, and nothing else")
  void randomSequencesLeaveWhatTheModelSays(NatsServer server) throws Exception {
    run(server, 20);
  }

  @Test
  @Tag("long")
  @DisplayName("200 random sequences of 50 steps leave what the model says, and nothing else")
  void manyRandomSequencesLeaveWhatTheModelSays(NatsServer server) throws Exception {
    run(server, 200);
  }

  @SuppressWarnings("try") // closing the observer may be interrupted, which ends the test anyway
  private static void run(NatsServer server, int sequences) throws Exception {
    Long given = Long.getLong("model.seed");
    long first = given == null ? System.nanoTime() : given;
    System.out.println("ObjectModelTest: " + sequences + " sequences from seed " + first);
    try (FaultProxy proxy = FaultProxy.to(server);
        NatsService nats = NatsService.connect(proxy.url());
        Connection observer =
            Nats.connect(new Options.Builder().server(server.url()).maxReconnects(-1).build())) {
      nats.awaitConnected(Duration.ofSeconds(30));
      for (long seed = first; seed < first + (given == null ? sequences : 1); seed++) {
        String name = "model-" + (seed - first);
        new ModelSequence(seed, nats.createObjectStore(name), server, proxy).run(STEPS, observer);
        nats.deleteObjectStore(name);
      }
    }
  }
}
