package ai.lixpi.nats.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lixpi.nats.InvalidCredentialsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CredsFileTest {
  private static final String SEED = "SUAAOBYHA4DQOBYHA4DQOBYHA4DQOBYHA4DQOBYHA4DQOBYHA4DQOBZ5FE";
  private static final String PUBLIC = "UDVEU3DD4KOFECV66VIHWEZOYX4ZKR3WV27L464SIIPOU2IUI3JCYSJF";
  private static final String JWT = jwt(PUBLIC);

  @TempDir Path folder;

  private static String jwt(String subject) {
    String claims = "{\"nats\":{\"x\":[{}]},\"exp\":1700000000,\"sub\":\"" + subject + "\"}";
    return "e30." + Base64.getUrlEncoder().encodeToString(claims.getBytes(UTF_8)) + ".e30";
  }

  private static String creds(String jwt, String seed) {
    return "-----BEGIN NATS USER JWT-----\n"
        + jwt
        + "\n------END NATS USER JWT------\n\n-----BEGIN USER NKEY SEED-----\n"
        + seed
        + "\n------END USER NKEY SEED------\n";
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("user.creds"), text);
  }

  @Test
  void fileGivesJwtSignatureAndExpiry() throws IOException {
    CredsFileCredentials credentials =
        (CredsFileCredentials) Credentials.credsFile(file(creds(JWT, SEED).replace("\n", "\r\n")));

    assertThat(credentials.expiresAt().orElseThrow().getEpochSecond()).isEqualTo(1_700_000_000);
    var handler = credentials.next();
    assertThat(NKey.verify(PUBLIC, new byte[] {7}, handler.sign(new byte[] {7}))).isTrue();
    assertThat(new String(handler.getJWT())).isEqualTo(JWT);
    assertThat(credentials).hasToString("creds file");
  }

  static Stream<Arguments> wrongFiles() {
    return Stream.of(
        Arguments.of("", "has no user JWT"),
        Arguments.of("-".repeat(60_000), "has no user JWT"),
        Arguments.of("-BEGIN NATS USER JWT" + "-".repeat(60_000), "has no user JWT"),
        Arguments.of("-BEGIN NATS USER JWT-\n".repeat(2_900), "has no user JWT"),
        Arguments.of("x".repeat(70_000), "has more than 65536 bytes"),
        Arguments.of(creds(JWT, SEED).replace("NKEY SEED", "NKEY"), "has no NKey seed of a user"),
        Arguments.of(creds(JWT, SEED).replace("------END USER", "END"), "has no NKey seed"),
        Arguments.of(creds(JWT, SEED.substring(0, 50)), "has 50 characters: it was cut off"),
        Arguments.of(creds(JWT, PUBLIC), "A public key was given"),
        Arguments.of(creds("no-jwt", SEED), "do not belong together"),
        Arguments.of(creds("a.b.c", SEED), "do not belong together"),
        Arguments.of(creds("e30.e30.e30", SEED), "do not belong together"),
        Arguments.of(creds(jwt(PUBLIC.replace('U', 'A')), SEED), "do not belong together"));
  }

  @ParameterizedTest
  @MethodSource("wrongFiles")
  void wrongFileIsRefusedWithASentenceThatNamesIt(String text, String sentence) throws IOException {
    Path file = file(text);

    assertThatThrownBy(() -> Credentials.credsFile(file))
        .isInstanceOf(InvalidCredentialsException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(sentence)
        .hasMessageNotContaining("OBYHA4DQOBYHA4DQ");
  }

  @Test
  void missingFileIsRefused() {
    assertThatThrownBy(() -> Credentials.credsFile(folder.resolve("none")))
        .isInstanceOf(InvalidCredentialsException.class)
        .hasMessageContaining("can't be read (NoSuchFileException)");
    assertThatThrownBy(() -> Credentials.credsFile(folder))
        .isInstanceOf(InvalidCredentialsException.class)
        .hasMessageContaining("can't be read");
  }
}
