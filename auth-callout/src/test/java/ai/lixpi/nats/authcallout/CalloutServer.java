package ai.lixpi.nats.authcallout;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.NatsServiceConfig;
import ai.lixpi.nats.NatsServiceConfigBuilder;
import ai.lixpi.nats.auth.Credentials;
import ai.lixpi.nats.auth.NKey;
import ai.lixpi.nats.testkit.LeakCheck;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.NatsServerBinary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** A real server on the configuration that is shipped, with keys of its own. */
final class CalloutServer implements AutoCloseable {
  static final Duration LONG = Duration.ofSeconds(30);
  static final Path SHIPPED = Modules.file("nats-server.conf");

  /** What the matrix of tests is made of. */
  enum Kind {
    NEWEST_SEALED(true, true),
    NEWEST_PLAIN(true, false),
    OLD_SEALED(false, true),
    OLD_PLAIN(false, false);

    private final boolean newest;
    private final boolean sealed;

    Kind(boolean newest, boolean sealed) {
      this.newest = newest;
      this.sealed = sealed;
    }
  }

  private final LeakCheck leaks = leakCheck();
  final NKey issuer = NKey.generate(NKey.Role.ACCOUNT);
  final NKey xkey = NKey.generate(NKey.Role.CURVE);
  final Kind kind;
  final NatsServer server;
  private final List<AutoCloseable> open = new ArrayList<>();

  private CalloutServer(Kind kind, UnaryOperator<String> changes) {
    this.kind = kind;
    this.server =
        NatsServer.builder()
            .binary(kind.newest ? NatsServerBinary.newest() : NatsServerBinary.of210())
            .configFile(changes.apply(kind.sealed ? shipped() : withoutXkey(shipped())))
            .env("SYS_PASSWORD", "S3CRET-sys")
            .env("AUTH_PASSWORD", "S3CRET-auth")
            .env("CALLOUT_ISSUER", issuer.publicKey())
            .env("CALLOUT_XKEY", xkey.publicKey())
            .start();
  }

  /** BouncyCastle starts a thread of its own with the first box, once a JVM. */
  private static LeakCheck leakCheck() {
    try {
      XkeyBox box = new XkeyBox(NKey.generate(NKey.Role.CURVE));
      box.seal(new byte[0], box.publicKey());
    } catch (XkeyBox.BoxException e) {
      throw new AssertionError(e);
    }
    return LeakCheck.start();
  }

  static CalloutServer start(Kind kind) {
    return start(kind, text -> text);
  }

  static CalloutServer start(Kind kind, UnaryOperator<String> changes) {
    return new CalloutServer(kind, changes);
  }

  static String shipped() {
    try {
      return Files.readString(SHIPPED);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String withoutXkey(String text) {
    return text.replace("xkey: $CALLOUT_XKEY", "");
  }

  /** What a responder needs for this server, but for its verifiers. */
  AuthCalloutConfigBuilder config() {
    AuthCalloutConfigBuilder config =
        AuthCalloutConfig.builder().issuer(new String(issuer.seed())).account("APP");
    return kind.sealed ? config.xkey(new String(xkey.seed())) : config;
  }

  NatsServiceConfig responderConnection() {
    return NatsServiceConfig.builder()
        .servers(server.url())
        .name("responder")
        .credentials(Credentials.userPassword("auth", "S3CRET-auth"))
        .build();
  }

  AuthCallout responder(AuthCalloutConfigBuilder config) {
    return closing(AuthCallout.start(responderConnection(), config.build()));
  }

  NatsServiceConfigBuilder client() {
    return NatsServiceConfig.builder().servers(server.url()).name("client");
  }

  /** A client that is being connected. */
  NatsService connecting(String token) {
    NatsService service = closing(NatsService.create(client().token(token).build()));
    service.connect(Duration.ofMillis(1));
    return service;
  }

  /** A client that is in. */
  NatsService connected(String token) {
    NatsService service = connecting(token);
    service.awaitConnected(LONG);
    return service;
  }

  <T extends AutoCloseable> T closing(T resource) {
    open.add(0, resource);
    return resource;
  }

  /** Closes what was opened through this, and checks that no thread is left. */
  @Override
  public void close() {
    for (AutoCloseable resource : open) {
      try {
        resource.close();
      } catch (Exception e) {
        throw new AssertionError("It could not be closed: " + resource, e);
      }
    }
    server.close();
    leaks.verify(LONG);
  }
}
