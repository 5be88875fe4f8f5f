package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.auth.Credentials;
import ai.lixpi.nats.auth.NKey;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.NatsServerBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RefusedInTimeTest {
  private static final OperatorServer OPERATOR = new OperatorServer();
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(60);

  @TempDir Path folder;

  private final Recorder recorder = new Recorder();
  private final CountDownLatch released = new CountDownLatch(1);

  private enum Refusal {
    WRONG_PASSWORD("authorization violation"),
    WRONG_TOKEN("authorization violation"),
    UNKNOWN_NKEY("authorization violation"),
    EXPIRED_USER_JWT("; what was presented expired at 20"),
    LATE_SIGN_IN("authentication timeout");

    private final String told;

    Refusal(String told) {
      this.told = told;
    }

    private void configure(NatsServerBuilder settings) {
      switch (this) {
        case WRONG_PASSWORD -> settings.user("bob", "S3CRET-right");
        case WRONG_TOKEN -> settings.token("S3CRET-right");
        case UNKNOWN_NKEY -> {
          try (NKey known = NKey.generate(NKey.Role.USER)) {
            settings.config("authorization { users: [ { nkey: " + known.publicKey() + " } ] }");
          }
        }
        case EXPIRED_USER_JWT -> OPERATOR.configure(settings);
        case LATE_SIGN_IN -> settings.config("authorization { token: S3CRET, timeout: 1 }");
      }
    }
  }

  private Credentials credentials(Refusal refusal) {
    return switch (refusal) {
      case WRONG_PASSWORD -> Credentials.userPassword("bob", "S3CRET-wrong");
      case WRONG_TOKEN -> Credentials.token("S3CRET-wrong");
      case UNKNOWN_NKEY -> {
        try (NKey key = NKey.generate(NKey.Role.USER)) {
          yield Credentials.nkey(new String(key.seed()));
        }
      }
      case EXPIRED_USER_JWT -> {
        Path creds = folder.resolve("user.creds");
        OPERATOR.writeCreds(creds, Duration.ofHours(-1));
        yield Credentials.credsFile(creds);
      }
      case LATE_SIGN_IN -> Credentials.tokenSupplier(this::lateToken);
    };
  }

  private String lateToken() {
    try {
      released.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return "S3CRET";
  }

  static Stream<Arguments> refusals() {
    return Stream.of(ServerKind.values())
        .flatMap(kind -> Stream.of(Refusal.values()).map(refusal -> Arguments.of(refusal, kind)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusals")
  @DisplayName("A4 a refusal is in the status long before the connect timeout")
  void refusalIsInTheStatusLongBeforeTheConnectTimeout(Refusal refusal, ServerKind kind) {
    NatsServerBuilder settings = NatsServer.builder().binary(kind.binary());
    refusal.configure(settings);
    try (NatsServer server = settings.start();
        NatsService nats =
            NatsService.create(
                recorder
                    .config(server.url())
                    .connectTimeout(CONNECT_TIMEOUT)
                    .credentials(credentials(refusal))
                    .build())) {
      nats.connect(Duration.ofMillis(1));
      await()
          .atMost(CONNECT_TIMEOUT.dividedBy(3))
          .until(() -> nats.status().lastFailure().isPresent());
      NatsServiceException failure = nats.status().lastFailure().orElseThrow();
      assertThat(failure)
          .isInstanceOf(CredentialsRejectedException.class)
          .hasMessageNotContaining("S3CRET");
      assertThat(String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT))
          .contains(refusal.told);
      released.countDown();
    }
  }
}
