package ai.lixpi.nats;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static org.assertj.core.api.Assertions.assertThat;

import ai.lixpi.nats.auth.NKey;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** S6: what is wiped is nowhere in the memory of a process that goes on. */
@NatsTest
class WipedSecretsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"token", "password", "nkey", "self-issued"})
  void aClosedServiceWithWipedCredentialsHoldsNoSecret(String how, NatsServer server)
      throws Exception {
    String secret;
    try (NKey key = NKey.generate(NKey.Role.USER)) {
      secret = new String(key.seed());
      server.restart(
          settings -> {
            switch (how) {
              case "token" -> settings.token(secret);
              case "password" -> settings.user("bob", secret);
              case "nkey" ->
                  settings.config("authorization { users: [ { nkey: " + key.publicKey() + " } ] }");
              default -> {
                // a server that lets everybody in, whatever they present
              }
            }
          });
    }
    Path before = folder.resolve("before.hprof");
    Path after = folder.resolve("after.hprof");
    Process process =
        ChildJvm.of(SecretHeapProcess.class, how, server.url(), before.toString(), after.toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (OutputStream in = process.getOutputStream()) {
      in.write(secret.getBytes(US_ASCII));
    }
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();

    // an NKey keeps the bytes of its seed, not the letters
    String kept = how.equals("token") || how.equals("password") ? secret : rawSeed(secret);
    assertThat(holds(before, kept)).as("before").isTrue();
    assertThat(holds(after, kept)).as("after").isFalse();
    assertThat(holds(after, secret)).as("the letters, after").isFalse();
  }

  /** The 32 bytes of a seed, as letters of which each is one byte. */
  private static String rawSeed(String seed) {
    byte[] all = new byte[seed.length() * 5 / 8];
    int bits = 0;
    int held = 0;
    int at = 0;
    for (int i = 0; i < seed.length(); i++) {
      bits = (bits << 5) | "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(seed.charAt(i));
      held += 5;
      if (held >= 8) {
        held -= 8;
        all[at++] = (byte) (bits >> held);
        bits &= (1 << held) - 1;
      }
    }
    return new String(all, 2, 32, ISO_8859_1);
  }

  private static boolean holds(Path dump, String text) throws IOException {
    String heap = Files.readString(dump, ISO_8859_1);
    for (Charset each : new Charset[] {ISO_8859_1, UTF_16BE}) {
      if (heap.contains(new String(text.getBytes(each), ISO_8859_1))) {
        return true;
      }
    }
    return false;
  }
}
