package ai.lixpi.nats.authcallout;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.auth.Permissions;
import ai.lixpi.nats.authcallout.CalloutServer.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A4: on both servers, with and without xkey. */
class SignInTest {
  @ParameterizedTest
  @EnumSource
  void aGoodTokenConnectsAndMessagesFlow(Kind kind) throws Exception {
    try (CalloutServer callout = CalloutServer.start(kind)) {
      Permissions permissions =
          new Permissions(java.util.List.of("work"), java.util.List.of("work"));
      AuthCallout responder =
          callout.responder(
              callout
                  .config()
                  .verifiers(
                      attempt ->
                          attempt.token().orElse("").equals("good")
                              ? Verdict.service("svc:a", permissions)
                              : Verdict.refused("The token is bad.")));
      System.out.println(responder.awaitSelfTest(CalloutServer.LONG));
      NatsService a = callout.connected("good");
      a.reply("work", String.class, (data, msg) -> data + "!");
      assertThat(a.request("work", "hello", String.class)).isEqualTo("hello!");
      NatsService b = callout.connecting("bad");
      System.out.println(b.status());
      System.out.println(responder.statistics());
      System.out.println(callout.server.log());
    }
  }
}
