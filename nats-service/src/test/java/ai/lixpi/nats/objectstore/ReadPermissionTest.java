package ai.lixpi.nats.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.NatsServiceConfig;
import ai.lixpi.nats.PermissionDeniedException;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsServerExtension;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A8: a user who may not do what a read needs. */
class ReadPermissionTest {
  private static final String USERS =
      """
      no_auth_user: free
      authorization { users: [
        { user: free, password: S3CRET }
        { user: next, password: S3CRET, permissions: {
            publish: { deny: ["$JS.API.CONSUMER.MSG.NEXT.>"] } } }
        { user: create, password: S3CRET, permissions: {
            publish: { deny: ["$JS.API.CONSUMER.CREATE.>"] } } }
        { user: delete, password: S3CRET, permissions: {
            publish: { deny: ["$JS.API.CONSUMER.DELETE.>"] } } }
      ] }
      """;

  @RegisterExtension
  static final NatsServerExtension NATS =
      NatsServerExtension.builder().server(server -> server.jetStream().config(USERS)).build();

  private final NatsServer server = NATS.server();

  private NatsService as(String user) {
    return NatsService.connect(
        NatsServiceConfig.builder().servers(server.url()).user(user).password("S3CRET").build());
  }

  @ParameterizedTest
  @CsvSource({"next,CONSUMER.MSG.NEXT", "create,CONSUMER.CREATE"})
  void aReadThatIsNotAllowedSaysSoAtOnce(String user, String subject) throws Exception {
    GetOptions patient = GetOptions.builder().timeout(Duration.ofMinutes(5)).build();
    try (Bucket here = new Bucket(server);
        NatsService limited = as(user)) {
      here.put("o", new byte[1_000_000]);
      ObjectBucket bucket = limited.getObjectStore(here.name);

      assertThatThrownBy(() -> bucket.get("o", patient))
          .isInstanceOf(PermissionDeniedException.class)
          .hasMessageContaining(subject);
      assertThatThrownBy(bucket::list).isInstanceOf(PermissionDeniedException.class);
    }
  }

  @Test
  void whatConcernsAnotherReadDisturbsNone() throws Exception {
    try (Bucket here = new Bucket(server);
        NatsService limited = as("delete")) {
      byte[] data = Bucket.random(10_000_000, 1);
      here.put("o", data);
      ObjectBucket bucket = limited.getObjectStore(here.name);
      for (int i = 0; i < 10; i++) {
        assertThat(bucket.get("o")).hasValue(data);
      }
    }
  }
}
