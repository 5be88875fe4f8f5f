package ai.lixpi.nats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.lixpi.nats.auth.NKey;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsServerExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class SignInProcessTest {
  private static final OperatorServer OPERATOR = new OperatorServer();

  @RegisterExtension
  static final NatsServerExtension SERVER =
      NatsServerExtension.builder().server(OPERATOR::configure).build();

  @TempDir Path folder;

  @Test
  @DisplayName("A15 signing in prints nothing, loads no native code and no other Ed25519")
  void signingInPrintsNothingAndLoadsNoNativeCode(NatsServer server) throws Exception {
    Path creds = folder.resolve("user.creds");
    Path errors = folder.resolve("stderr");
    Path classes = folder.resolve("classes");
    OPERATOR.writeCreds(creds, Duration.ofHours(1));
    try (NKey key = NKey.generate(NKey.Role.USER)) {
      Process process =
          ChildJvm.of(
                  List.of("-Xlog:class+load:file=" + classes),
                  SignInProcess.class,
                  server.url(),
                  new String(key.seed()),
                  creds.toString())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(errors.toFile())
              .start();
      process.getOutputStream().close();
      assertThat(process.waitFor()).as(Files.readString(errors, UTF_8)).isZero();
    }
    assertThat(errors).isEmptyFile();
    assertThat(Files.readString(classes, UTF_8))
        .contains("sun.security.ec.ed.EdDSASignature")
        .doesNotContain("org.bouncycastle");
  }
}
