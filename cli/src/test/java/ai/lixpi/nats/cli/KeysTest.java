package ai.lixpi.nats.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysTest {
  @TempDir Path home;
  private Cli cli = Cli.in(Path.of("."));

  @BeforeEach
  void live() {
    cli = Cli.in(home);
  }

  @Test
  void aTokenIsIssuedInspectedAndVerified() throws IOException {
    Cli.Result made = cli.run("nkey", "new", "-o", "seed");
    String publicKey = cli.run("nkey", "public", "seed").out().strip();
    assertThat(made.err()).contains(publicKey);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("seed"))))
        .isEqualTo("rw-------");

    Cli.Result issued =
        cli.run("jwt", "issue", "--user-id", "svc:a", "--nkey-seed-file", "seed", "-o", "token");
    assertThat(issued.code()).as(issued.err()).isZero();

    Cli.Result inspected = cli.run("jwt", "inspect", "token");
    assertThat(inspected.out()).contains("EdDSA").contains("svc:a").contains("Expires");
    Cli.Result verified =
        cli.run("jwt", "verify", "--public-key", publicKey, "--user-id", "svc:a", "token");
    assertThat(verified.out()).startsWith("Valid: svc:a");
    assertThat(
            cli.run("jwt", "verify", "--public-key", publicKey, "--user-id", "svc:b", "token")
                .code())
        .isEqualTo(ExitCode.FAILED);
  }

  @Test
  void everyRoleHasKeys() {
    for (String role : new String[] {"user", "account", "operator", "server", "cluster", "curve"}) {
      String seed = cli.run("nkey", "new", role).out();
      assertThat(cli.runWith(seed, "nkey", "public").out()).hasSize(57);
    }
  }

  @Test
  void aSecretDoesNotAppearOnATerminal() {
    Cli.Result made = cli.startInTerminal("nkey", "new").end();

    assertThat(made.code()).isEqualTo(ExitCode.USAGE);
    assertThat(made.out()).contains("--output").doesNotContain("SU");
  }

  @Test
  void aSeedAsAnArgumentIsRefusedWithoutBeingPrinted() {
    String seed = cli.run("nkey", "new").out().strip();

    Cli.Result result = cli.run("nkey", "public", seed);

    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("other users").doesNotContain(seed);
  }

  @Test
  void aFileThatIsThereIsNotOverwritten() throws IOException {
    Files.writeString(home.resolve("seed"), "precious");

    assertThat(cli.run("nkey", "new", "-o", "seed").err()).contains("exists");
    assertThat(home.resolve("seed")).hasContent("precious");
  }
}
