package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.auth.Credentials;
import ai.lixpi.nats.auth.NKey;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsServerExtension;
import io.nats.client.AuthHandler;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Signing the challenge of a server that knows the public key. */
class ChallengeTest {
  private static final NKey KEY = NKey.generate(NKey.Role.USER);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @RegisterExtension
  static final NatsServerExtension SERVER =
      NatsServerExtension.builder().server(settings -> settings.config(users(KEY))).build();

  private final Recorder recorder = new Recorder();
  private final AtomicInteger asked = new AtomicInteger();

  private static String users(NKey key) {
    return "authorization { users: [ { nkey: " + key.publicKey() + " } ] }";
  }

  private NatsService connect(NatsServer server, Credentials credentials) {
    return NatsService.connect(
        recorder
            .config(server.url())
            .credentials(credentials)
            .connectTimeout(Duration.ofSeconds(1))
            .build());
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("A14 an NKey signs the server's challenge, after a restart too")
  void nkeySignsTheChallenge(ServerKind kind, NatsServer server) {
    kind.take(server);
    try (NatsService nats = connect(server, Credentials.nkey(new String(KEY.seed())))) {
      nats.awaitConnected(PATIENCE);
      server.restart();
      await().atMost(PATIENCE).until(() -> nats.status().reconnects() == 1);
      assertThat(nats.status().signInExpiry()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("A14 an NKey that the server does not know is refused, until it does")
  void unknownNKeyIsRefused(ServerKind kind, NatsServer server) {
    kind.take(server);
    try (NKey other = NKey.generate(NKey.Role.USER);
        NatsService nats = connect(server, Credentials.nkey(new String(other.seed())))) {
      await().atMost(PATIENCE).until(() -> nats.status().failedAttempts() >= 2);
      assertThat(nats.status().lastFailure().orElseThrow())
          .isInstanceOf(CredentialsRejectedException.class);
      server.reload(users(other));
      nats.awaitConnected(PATIENCE);
    }
  }

  private final class Handler implements AuthHandler {
    final CountDownLatch released = new CountDownLatch(1);

    @Override
    public byte[] sign(byte[] nonce) {
      return KEY.sign(nonce);
    }

    @Override
    public char[] getID() {
      asked.incrementAndGet();
      try {
        released.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return KEY.publicKey().toCharArray();
    }

    @Override
    @SuppressWarnings("NullAway")
    public char[] getJWT() {
      return null;
    }
  }

  @Test
  @DisplayName("A handler of the user's own signs in")
  void handlerOfTheUsersOwnSignsIn(NatsServer server) {
    Handler handler = new Handler();
    handler.released.countDown();
    try (NatsService nats = connect(server, Credentials.authHandler(handler))) {
      nats.awaitConnected(PATIENCE);
      assertThat(asked).hasValue(1);
    }
  }

  @Test
  @DisplayName("CN7 a handler that blocks is given up with its attempt and reported")
  void handlerThatBlocksIsGivenUp(NatsServer server) {
    Handler handler = new Handler();
    try (NatsService nats = connect(server, Credentials.authHandler(handler))) {
      await().atMost(PATIENCE).until(() -> nats.status().failedAttempts() >= 2);
      assertThat(recorder.firstStatus().lastFailure().orElseThrow())
          .isInstanceOf(ConnectFailedException.class)
          .hasMessageContaining("Can't sign in to " + server.url())
          .hasMessageContaining("the auth handler took longer than the connect timeout");
      assertThat(asked).as("it is not asked again while it blocks").hasValue(1);
      handler.released.countDown();
      nats.awaitConnected(PATIENCE);
    }
  }

  @Test
  @DisplayName("CN7 a handler that throws costs an attempt")
  void handlerThatThrowsCostsAnAttempt(NatsServer server) {
    AuthHandler handler =
        new AuthHandler() {
          @Override
          public byte[] sign(byte[] nonce) {
            if (asked.incrementAndGet() < 3) {
              throw new IllegalStateException("HUNTER2");
            }
            return KEY.sign(nonce);
          }

          @Override
          public char[] getID() {
            return KEY.publicKey().toCharArray();
          }

          @Override
          @SuppressWarnings("NullAway")
          public char[] getJWT() {
            return null;
          }
        };
    try (NatsService nats = connect(server, Credentials.authHandler(handler))) {
      nats.awaitConnected(PATIENCE);
      assertThat(asked).hasValue(3);
      assertThat(recorder.firstStatus().lastFailure().orElseThrow())
          .hasMessageContaining("the auth handler failed with java.lang.IllegalStateException")
          .hasMessageNotContaining("HUNTER2");
    }
  }

  @Test
  @DisplayName("Wiped credentials fail the next attempt with a sentence, and keep the connection")
  void wipedCredentialsFailTheNextAttempt(NatsServer server) {
    Credentials credentials = Credentials.nkey(new String(KEY.seed()));
    try (NatsService nats = connect(server, credentials)) {
      nats.awaitConnected(PATIENCE);
      credentials.wipe();
      nats.flush(PATIENCE);
      server.restart();
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  nats.status()
                      .lastFailure()
                      .filter(f -> String.valueOf(f.getMessage()).contains("was closed, and its"))
                      .isPresent());
    }
  }

  @Test
  @DisplayName("A wiped password fails the next attempt with a sentence, and keeps the connection")
  void wipedPasswordFailsTheNextAttempt() {
    Credentials credentials = Credentials.userPassword("bob", "S3CRET-password");
    try (NatsServer server = NatsServer.builder().user("bob", "S3CRET-password").start();
        NatsService nats = connect(server, credentials)) {
      nats.awaitConnected(PATIENCE);
      credentials.wipe();
      nats.flush(PATIENCE);
      server.restart();
      awaitWiped(nats);
      assertThat(nats.status().state()).isEqualTo(ConnectionState.RECONNECTING);
      assertThat(nats.status().reconnects()).isZero();
      assertThat(server.log()).doesNotContain("authentication error");
    }
  }

  @Test
  @DisplayName("A password that was wiped before the first attempt is said to be wiped, not wrong")
  void passwordThatWasWipedBeforeIsSaidToBeWiped() {
    Credentials credentials = Credentials.userPassword("bob", "S3CRET-password");
    credentials.wipe();
    try (NatsServer server = NatsServer.builder().user("bob", "S3CRET-password").start();
        NatsService nats = connect(server, credentials)) {
      awaitWiped(nats);
      assertThat(server.log()).doesNotContain("authentication error");
    }
  }

  private static void awaitWiped(NatsService nats) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                nats.status()
                    .lastFailure()
                    .filter(f -> String.valueOf(f.getMessage()).contains("password was wiped"))
                    .filter(ConnectFailedException.class::isInstance)
                    .isPresent());
  }
}
