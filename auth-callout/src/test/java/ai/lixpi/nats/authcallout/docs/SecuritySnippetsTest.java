package ai.lixpi.nats.authcallout.docs;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lixpi.nats.ConnectionState;
import ai.lixpi.nats.NatsServiceConfig;
import ai.lixpi.nats.auth.NKey;
import ai.lixpi.nats.auth.Permissions;
import ai.lixpi.nats.authcallout.AllowedService;
import ai.lixpi.nats.authcallout.AuthCallout;
import ai.lixpi.nats.authcallout.AuthCalloutConfig;
import ai.lixpi.nats.authcallout.SelfIssuedVerifier;
import java.nio.CharBuffer;
import org.junit.jupiter.api.Test;

/** The Java blocks of docs/security.md. */
class SecuritySnippetsTest {
  private static CharBuffer seed(NKey.Role role) {
    return CharBuffer.wrap(NKey.generate(role).seed());
  }

  @Test
  void aResponderIsStartedAsALibrary() {
    CharBuffer issuerSeed = seed(NKey.Role.ACCOUNT);
    CharBuffer xkeySeed = seed(NKey.Role.CURVE);
    String ordersPublicKey = NKey.generate(NKey.Role.USER).publicKey();
    NatsServiceConfig connection =
        NatsServiceConfig.builder().servers("nats://127.0.0.1:1").build();
    // snippet: responder
    AuthCalloutConfig config =
        AuthCalloutConfig.builder()
            .issuer(issuerSeed)
            .xkey(xkeySeed)
            .account("APP")
            .verifiers(
                SelfIssuedVerifier.of(
                    new AllowedService(
                        ordersPublicKey,
                        "svc:orders",
                        Permissions.publish("billing.charge")
                            .and(Permissions.subscribe("orders.>")))))
            .build();
    AuthCallout callout = AuthCallout.start(connection, config);
    // end
    try (callout) {
      assertThat(callout.status().connection().state()).isEqualTo(ConnectionState.CONNECTING);
    }
  }
}
