package ai.lixpi.nats.demo;

import ai.lixpi.nats.NatsServiceConfig;
import ai.lixpi.nats.NatsServiceConfigBuilder;
import ai.lixpi.nats.auth.Credentials;
import ai.lixpi.nats.auth.NKey;
import ai.lixpi.nats.authcallout.AllowedService;
import ai.lixpi.nats.authcallout.AuthCallout;
import ai.lixpi.nats.authcallout.AuthCalloutConfig;
import ai.lixpi.nats.authcallout.CalloutObserver;
import ai.lixpi.nats.authcallout.Refusal;
import ai.lixpi.nats.authcallout.SelfIssuedVerifier;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.TestCertificates;
import java.nio.CharBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A second server, with TLS and an auth callout, and its responder. */
final class CalloutStage implements AutoCloseable {
  static final Duration SESSION = Duration.ofSeconds(3);

  private final TestCertificates certificates = TestCertificates.create();
  private final NKey issuer = NKey.generate(NKey.Role.ACCOUNT);
  private final NKey xkey = NKey.generate(NKey.Role.CURVE);
  private final NatsServer server;
  private final AuthCallout responder;

  /** What the responder has said on refusing somebody. */
  final List<String> refusals = new CopyOnWriteArrayList<>();

  CalloutStage(AllowedService... services) {
    server =
        NatsServer.builder()
            .tls(certificates)
            .config(
                """
                accounts {
                  AUTH { users: [ { user: auth, password: $AUTH_PASSWORD } ] }
                  APP {}
                }
                authorization {
                  auth_callout { account: AUTH, auth_users: [ auth ], issuer: %s, xkey: %s }
                }
                """
                    .formatted(issuer.publicKey(), xkey.publicKey()))
            .env("AUTH_PASSWORD", "demo-only")
            .start();
    responder =
        AuthCallout.start(
            client("responder").credentials(Credentials.userPassword("auth", "demo-only")).build(),
            AuthCalloutConfig.builder()
                .issuer(CharBuffer.wrap(issuer.seed()))
                .xkey(CharBuffer.wrap(xkey.seed()))
                .account("APP")
                .userJwtLifetime(SESSION)
                .observer(new Listening())
                .verifiers(SelfIssuedVerifier.of(services))
                .build());
  }

  private final class Listening implements CalloutObserver {
    @Override
    public void refused(Refusal refusal, String reason, Duration duration) {
      refusals.add(reason);
    }
  }

  NatsServer server() {
    return server;
  }

  AuthCallout responder() {
    return responder;
  }

  NatsServiceConfigBuilder client(String name) {
    return NatsServiceConfig.builder()
        .servers(server.url())
        .tlsCaCert(certificates.ca())
        .name(name);
  }

  @Override
  public void close() {
    responder.close();
    server.close();
    certificates.close();
  }
}
