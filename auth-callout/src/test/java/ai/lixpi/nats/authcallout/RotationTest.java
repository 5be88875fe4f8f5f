package ai.lixpi.nats.authcallout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.NatsServiceConfig;
import ai.lixpi.nats.auth.Credentials;
import ai.lixpi.nats.auth.NKey;
import ai.lixpi.nats.authcallout.CalloutServer.Kind;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What docs/security.md says of each key that is rotated. */
@ParameterizedClass
@EnumSource(names = {"NEWEST_SEALED", "OLD_SEALED"})
class RotationTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final Tokens before = new Tokens("svc:orders");
  private final Tokens after = new Tokens("svc:orders");
  private final CalloutServer callout;

  RotationTest(Kind kind) {
    callout = CalloutServer.start(kind);
  }

  @AfterEach
  void stop() {
    callout.close();
  }

  private AuthCalloutConfigBuilder knowing(AllowedService... services) {
    return callout.config().verifiers(SelfIssuedVerifier.of(services));
  }

  private AuthCallout ready(AuthCalloutConfigBuilder config) {
    AuthCallout responder = callout.responder(config);
    assertThat(responder.awaitSelfTest(LONG).state()).isEqualTo(SelfTest.State.PASSED);
    return responder;
  }

  private NatsService service(Tokens tokens) {
    NatsService service =
        callout.closing(
            NatsService.create(
                callout.client().credentials(Credentials.tokenSupplier(tokens::good)).build()));
    service.connect(LONG);
    return service;
  }

  private static void works(NatsService service) {
    assertThat(service.isConnected()).isTrue();
    service.publish("orders.new", "1");
    service.flush(CalloutServer.LONG);
  }

  @Test
  void theKeyOfAServiceIsReplacedWithoutTurningItAway() {
    AuthCallout first = ready(knowing(before.mayUse("orders.>")));
    NatsService old = service(before);

    AuthCallout both = ready(knowing(before.mayUse("orders.>"), after.mayUse("orders.>")));
    assertThat(first.drain(LONG).complete()).isTrue();
    NatsService fresh = service(after);
    works(service(before)); // both keys at a time

    ready(knowing(after.mayUse("orders.>")));
    assertThat(both.drain(LONG).complete()).isTrue();

    works(old); // a session lives on until it ends
    works(fresh);
    works(service(after));
    try (CapturedLog log = new CapturedLog()) {
      NatsService late = callout.connecting(before.good());
      log.awaitLine("is not on the list");
      assertThat(late.isConnected()).isFalse();
    }
    assertThat(old.status().reconnects()).isZero();
  }

  /** The server and the responder change together; services come back by themselves. */
  private void rotates(
      String variable, NKey key, Consumer<AuthCalloutConfigBuilder> seed, String failure) {
    AuthCallout first = ready(knowing(before.mayUse("orders.>")));
    NatsService service = service(before);
    works(service);

    first.close();
    callout.server.restart(settings -> settings.env(variable, key.publicKey()));
    AuthCallout stale = callout.responder(knowing(before.mayUse("orders.>")));
    SelfTest refused = stale.awaitSelfTest(LONG);
    assertThat(refused.state()).isEqualTo(SelfTest.State.FAILED);
    assertThat(refused.detail()).contains(failure);
    assertThat(service.isConnected()).isFalse();
    stale.close();
    AuthCalloutConfigBuilder config = knowing(before.mayUse("orders.>"));
    seed.accept(config);
    ready(config);

    service.awaitConnected(LONG);
    works(service);
    assertThat(service.status().reconnects()).isEqualTo(1);
  }

  @Test
  void theIssuerIsReplacedInServerAndResponderTogether() {
    NKey issuer = NKey.generate(NKey.Role.ACCOUNT);
    rotates(
        "CALLOUT_ISSUER",
        issuer,
        config -> config.issuer(new String(issuer.seed())),
        "does not believe its answer");
  }

  @Test
  void theXkeyIsReplacedInServerAndResponderTogether() {
    NKey xkey = NKey.generate(NKey.Role.CURVE);
    rotates(
        "CALLOUT_XKEY",
        xkey,
        config -> config.xkey(new String(xkey.seed())),
        "not so that it can read it");
  }

  @Test
  void thePasswordOfTheResponderIsReplacedInServerAndResponderTogether() {
    ready(knowing(before.mayUse("orders.>"))).close();
    callout.server.restart(settings -> settings.env("AUTH_PASSWORD", "S3CRET-other"));

    AuthCallout responder =
        callout.closing(
            AuthCallout.start(
                NatsServiceConfig.builder()
                    .servers(callout.server.url())
                    .name("responder")
                    .credentials(Credentials.userPassword("auth", "S3CRET-other"))
                    .build(),
                knowing(before.mayUse("orders.>")).build()));

    await()
        .atMost(LONG)
        .until(() -> responder.status().selfTest().state() == SelfTest.State.PASSED);
    works(service(before));
  }
}
