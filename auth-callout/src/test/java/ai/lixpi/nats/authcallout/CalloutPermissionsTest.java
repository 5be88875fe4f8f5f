package ai.lixpi.nats.authcallout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.NatsServiceException;
import ai.lixpi.nats.NatsSubscription;
import ai.lixpi.nats.PermissionDeniedException;
import ai.lixpi.nats.auth.Permissions;
import ai.lixpi.nats.authcallout.CalloutServer.Kind;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** R8, A8 with permissions that the callout has granted. */
class CalloutPermissionsTest {
  private final Tokens asker = new Tokens("svc:asker");
  private final Tokens answerer = new Tokens("svc:answerer");
  private final List<NatsServiceException> errors = new CopyOnWriteArrayList<>();

  private NatsService connected(CalloutServer callout, Tokens who) {
    NatsService service =
        callout.closing(
            NatsService.connect(
                callout.client().token(who.good()).errorListener(errors::add).build()));
    service.awaitConnected(CalloutServer.LONG);
    return service;
  }

  private CalloutServer start(Kind kind) {
    CalloutServer callout = CalloutServer.start(kind);
    callout.responder(
        callout
            .config()
            .verifiers(
                SelfIssuedVerifier.of(
                    asker.mayDo(Permissions.publish("work.{userId}")),
                    answerer.mayDo(Permissions.subscribe("work.*")))));
    return callout;
  }

  @ParameterizedTest
  @EnumSource(names = {"NEWEST_SEALED", "OLD_PLAIN"})
  void aRequesterHasItsInboxAndAResponderMayAnswerAndNothingElse(Kind kind) {
    try (CalloutServer callout = start(kind)) {
      NatsService responder = connected(callout, answerer);
      responder.reply("work.*", String.class, (data, message) -> "done " + data);
      responder.flush(CalloutServer.LONG);
      NatsService nats = connected(callout, asker);

      assertThat(nats.request("work.svc:asker", "it", String.class)).isEqualTo("done it");

      denied(
          catchThrowableOfType(
              NatsServiceException.class,
              () -> nats.request("work.svc:other", "it", String.class, CalloutServer.LONG)),
          "work.svc:other");
      responder.publish("work.svc:asker", "not mine to ask");
      await().atMost(CalloutServer.LONG).until(() -> errors.size() == 1);
      denied(errors.get(0), "work.svc:asker");
      NatsSubscription all = nats.subscribe(">", String.class, (data, message) -> {});
      await().atMost(CalloutServer.LONG).until(() -> all.failure().isPresent());
      denied(all.failure().orElseThrow(), ">");
      assertThat(nats.isConnected()).isTrue();
      assertThat(responder.isConnected()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NEWEST_SEALED", "OLD_PLAIN"})
  void whoIsAllowedNothingMayNotPublishAnything(Kind kind) {
    try (CalloutServer callout = CalloutServer.start(kind)) {
      Tokens nobody = new Tokens("svc:nobody");
      callout.responder(
          callout.config().verifiers(SelfIssuedVerifier.of(nobody.mayDo(Permissions.NONE))));
      NatsService nats = connected(callout, nobody);

      nats.publish("anything", "x");

      await().atMost(CalloutServer.LONG).until(() -> errors.size() == 1);
      denied(errors.get(0), "anything");
    }
  }

  private static void denied(NatsServiceException failure, String subject) {
    assertThat(failure)
        .isInstanceOfSatisfying(
            PermissionDeniedException.class, e -> assertThat(e.subject()).isEqualTo(subject));
  }
}
