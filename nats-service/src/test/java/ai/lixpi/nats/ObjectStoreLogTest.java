package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import org.junit.jupiter.api.Test;

/** The lines that the siblings log for buckets and objects, word for word. */
@NatsTest(jetStream = true)
class ObjectStoreLogTest {
  @Test
  void bucketsAndObjectsAreToldInTheLinesOfTheSiblings(NatsServer server) {
    try (CapturedLog log = new CapturedLog();
        NatsService nats = NatsService.connect(server.url())) {
      nats.createObjectStore("logged");
      nats.createObjectStore("logged"); // which is there already
      nats.getObjectStore("logged");
      nats.ensureObjectStore("logged");
      nats.putObject("logged", "hello.txt", new byte[11]);
      nats.deleteObject("logged", "hello.txt");
      nats.deleteObject("logged", "hello.txt"); // which is gone already
      nats.deleteObjectStore("logged");
      nats.deleteObjectStore("logged"); // and so is this

      assertThat(log.lines())
          .filteredOn(line -> line.contains("Object"))
          .containsExactly(
              "INFO Object Store bucket created: logged",
              "INFO Object stored: logged/hello.txt (11 bytes)",
              "INFO Object deleted: logged/hello.txt",
              "INFO Object Store bucket deleted: logged");
    }
  }
}
