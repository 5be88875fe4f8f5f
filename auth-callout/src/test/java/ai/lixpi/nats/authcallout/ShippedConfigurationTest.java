package ai.lixpi.nats.authcallout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.NatsSubscription;
import ai.lixpi.nats.auth.Credentials;
import ai.lixpi.nats.authcallout.CalloutServer.Kind;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A9: the server configuration that is shipped keeps clients out of the responder's account. */
class ShippedConfigurationTest {
  private final Tokens spy = new Tokens("svc:spy");

  @ParameterizedTest
  @EnumSource(names = {"NEWEST_SEALED", "OLD_PLAIN"})
  void aClientWithAllPermissionsSeesNoSignInsOfOthersAndCanNotAnswerThem(Kind kind)
      throws Exception {
    try (CalloutServer callout = CalloutServer.start(kind)) {
      AuthCallout responder =
          callout.responder(callout.config().verifiers(SelfIssuedVerifier.of(spy.mayUse(">"))));
      responder.awaitSelfTest(CalloutServer.LONG);
      NatsService client = callout.connected(spy.good());
      List<String> seen = new CopyOnWriteArrayList<>();
      NatsSubscription all =
          client.subscribe(">", byte[].class, (data, message) -> seen.add(message.getSubject()));
      NatsSubscription requests =
          client.subscribe(
              DefaultAuthCallout.SUBJECT,
              byte[].class,
              (data, message) -> seen.add(message.getSubject()));
      await().atMost(CalloutServer.LONG).until(() -> all.isActive() && requests.isActive());

      callout.connected(spy.good()).publish("hello", "there");

      await().atMost(CalloutServer.LONG).until(() -> seen.contains("hello"));
      assertThat(seen).containsOnly("hello");
      assertThat(responder.statistics().accepted()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"auth", "sys"})
  void theUsersOfTheFileComeInWithTheirPasswordsOnly(String user) throws Exception {
    try (CalloutServer callout = CalloutServer.start(Kind.NEWEST_SEALED)) {
      callout.responder(callout.config().verifiers(SelfIssuedVerifier.of(spy.mayUse(">"))));
      NatsService client =
          callout.closing(
              NatsService.create(
                  callout
                      .client()
                      .credentials(Credentials.userPassword(user, "S3CRET-wrong"))
                      .build()));

      client.connect(java.time.Duration.ofMillis(1));

      await().atMost(CalloutServer.LONG).until(() -> client.status().failedAttempts() > 0);
      assertThat(client.isConnected()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NEWEST_SEALED", "OLD_PLAIN"})
  void theRespondersUserMayDoNothingButItsWork(Kind kind) throws Exception {
    try (CalloutServer callout = CalloutServer.start(kind)) {
      NatsService auth = callout.closing(NatsService.connect(callout.responderConnection()));
      auth.awaitConnected(CalloutServer.LONG);

      NatsSubscription all = auth.subscribe(">", byte[].class, (data, message) -> {});
      NatsSubscription alone =
          auth.subscribe(DefaultAuthCallout.SUBJECT, byte[].class, (data, message) -> {});

      await()
          .atMost(CalloutServer.LONG)
          .until(() -> all.failure().isPresent() && alone.failure().isPresent());
    }
  }
}
