package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.auth.Credentials;
import ai.lixpi.nats.auth.NKey;
import ai.lixpi.nats.testkit.NatsServer;
import io.nats.client.AuthHandler;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A4: what is longer than a server takes is said to be too long, and what to do about it. */
class LongSignInTest {
  private static final String LONG = "HUNTER2".repeat(150_000);
  private static final String REMEDY =
      ", and servers take 4 KB for a sign-in by default: use a shorter one, or raise"
          + " max_control_line at the server and maxControlLine in jnats(...)";

  private final Recorder recorder = new Recorder();

  static Stream<Arguments> longOnes() {
    return Stream.of(
        Arguments.of("token", Credentials.tokenSupplier(() -> LONG)),
        Arguments.of("password", Credentials.userPassword("bob", LONG)),
        Arguments.of("user JWT", Credentials.authHandler(new LongJwt())));
  }

  private static final class LongJwt implements AuthHandler {
    private final NKey key = NKey.generate(NKey.Role.USER);

    @Override
    public byte[] sign(byte[] nonce) {
      return key.sign(nonce);
    }

    @Override
    public char[] getID() {
      return key.publicKey().toCharArray();
    }

    @Override
    public char[] getJWT() {
      return LONG.toCharArray();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("longOnes")
  @DisplayName("A4 a sign-in of a megabyte is a failure that names its length and the remedy")
  void signInOfAMegabyteNamesItsLengthAndTheRemedy(String what, Credentials credentials) {
    try (CapturedLog log = new CapturedLog();
        NatsServer server =
            NatsServer.builder()
                .config("authorization { users: [ { nkey: " + publicKey() + " } ] }")
                .start();
        NatsService nats =
            NatsService.connect(recorder.config(server.url()).credentials(credentials).build())) {
      await().atMost(Recorder.PATIENCE).until(() -> nats.status().lastFailure().isPresent());
      assertThat(nats.status().lastFailure().orElseThrow())
          .isInstanceOf(ConnectFailedException.class)
          .hasMessage(
              "Can't sign in to %s (the %s is 1026 KB long%s). The service keeps trying.",
              server.url(), what, REMEDY);
      assertThat(log.text()).doesNotContain("HUNTER2");
    }
  }

  private static String publicKey() {
    try (NKey key = NKey.generate(NKey.Role.USER)) {
      return key.publicKey();
    }
  }

  @Test
  @DisplayName("A4 a fixed token that can never be sent is refused before anything is")
  void fixedTokenThatCanNeverBeSentIsRefusedAtOnce() {
    NatsServiceConfig config = recorder.config("nats://localhost").token(LONG).build();

    assertThatThrownBy(() -> NatsService.create(config))
        .isInstanceOf(InvalidCredentialsException.class)
        .hasMessage("Nobody can sign in like that: the token is 1026 KB long" + REMEDY + ".");
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("A4 a token that the server finds too long is a refusal that says so")
  void tokenThatTheServerFindsTooLongIsARefusal(ServerKind kind) {
    try (NatsServer server = NatsServer.builder().binary(kind.binary()).token("S3CRET").start();
        NatsService nats =
            NatsService.connect(
                recorder.config(server.url()).token("S3CRET".repeat(900)).build())) {
      await().atMost(Recorder.PATIENCE).until(() -> nats.status().lastFailure().isPresent());
      assertThat(nats.status().lastFailure().orElseThrow())
          .isInstanceOf(CredentialsRejectedException.class)
          .hasMessageContaining(
              "(maximum control line exceeded; the token is 6 KB long" + REMEDY + ")")
          .hasMessageNotContaining("S3CRET");
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("A4 a long token signs in where the server and the client have room for it")
  void longTokenSignsInWhereThereIsRoom(ServerKind kind) {
    String token = "S3CRET".repeat(5_000);
    try (NatsServer server =
            NatsServer.builder()
                .binary(kind.binary())
                .token(token)
                .config("max_control_line: 65536")
                .start();
        NatsService nats =
            NatsService.connect(
                recorder
                    .config(server.url())
                    .token(token)
                    .jnats(options -> options.maxControlLine(65_536))
                    .build())) {
      nats.awaitConnected(Recorder.PATIENCE);
    }
  }
}
