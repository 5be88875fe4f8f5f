package ai.lixpi.nats.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lixpi.nats.testkit.NatsServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionTest {
  private static final String NOWHERE = "nats://127.0.0.1:1";

  @TempDir Path home;

  @Test
  void flagsWinOverVariablesOverTheFileOverTheContext() throws IOException {
    try (NatsServer server = NatsServer.start()) {
      context("here", "{\"url\":\"" + server.url() + "\"}");
      context("nowhere", "{\"url\":\"" + NOWHERE + "\"}");
      Cli cli = Cli.in(home);
      assertThat(cli.run("pub", "x", "y", "--context", "here").code()).isZero();

      Path file = Files.writeString(home.resolve("p"), "nats.url=" + server.url());
      String config = file.toString();
      assertThat(cli.run("pub", "x", "y", "--context", "nowhere", "--config", config).code())
          .isZero();

      Files.writeString(file, "nats.url=" + NOWHERE);
      Cli variable = cli.env("NATS_URL", server.url());
      assertThat(variable.run("pub", "x", "y", "--config", config).code()).isZero();

      Cli wrong = cli.env("NATS_URL", NOWHERE);
      assertThat(wrong.run("pub", "x", "y").code()).isEqualTo(ExitCode.NOT_CONNECTED);
      assertThat(wrong.run("pub", "x", "y", "--server", server.url()).code()).isZero();
    }
  }

  @Test
  void theSelectedContextIsUsed() throws IOException {
    try (NatsServer server = NatsServer.builder().user("ada", "s3cr3t").start()) {
      context("dev", "{\"url\":\"" + server.url() + "\",\"user\":\"ada\",\"password\":\"s3cr3t\"}");
      Files.writeString(home.resolve(".config/nats/context.txt"), "dev\n");

      assertThat(Cli.in(home).run("pub", "x", "y").code()).isZero();
    }
  }

  @Test
  void aHigherWayToSignInReplacesALowerOne() throws IOException {
    try (NatsServer server = NatsServer.builder().user("ada", "s3cr3t").start()) {
      context("token", "{\"url\":\"" + server.url() + "\",\"token\":\"wrong\"}");
      Path password = Files.writeString(home.resolve("pw"), "s3cr3t\n");

      Cli.Result result =
          Cli.in(home)
              .run(
                  "pub",
                  "x",
                  "y",
                  "--context",
                  "token",
                  "--user",
                  "ada",
                  "--password-file",
                  password.toString());

      assertThat(result.code()).as(result.err()).isZero();
    }
  }

  @Test
  void aSecretAsAnArgumentIsWarnedOfAndNeverPrinted() {
    Cli cli = Cli.in(home);
    String[] others = {"pub", "x", "y", "--verbose"};
    for (String[] secret :
        new String[][] {
          {"--user", "ada", "--password", "s3cr3t", "-s", NOWHERE},
          {"--token", "s3cr3t", "-s", NOWHERE},
          {"-s", "nats://ada:s3cr3t@127.0.0.1:1"}
        }) {
      String[] arguments = new String[others.length + secret.length];
      System.arraycopy(others, 0, arguments, 0, others.length);
      System.arraycopy(secret, 0, arguments, others.length, secret.length);
      Cli.Result result = cli.run(arguments);

      assertThat(result.code()).isEqualTo(ExitCode.NOT_CONNECTED);
      assertThat(result.err()).contains("can be seen by other users");
      assertThat(result.err() + result.out()).doesNotContain("s3cr3t");
    }
  }

  @Test
  void noServerIsASentenceWithARemedyAndAStackOnRequest() {
    Cli cli = Cli.at(NOWHERE, home);

    Cli.Result quiet = cli.run("pub", "x", "y");
    assertThat(quiet.code()).isEqualTo(ExitCode.NOT_CONNECTED);
    assertThat(quiet.err()).contains("There is no connection to " + NOWHERE).contains("doctor");
    assertThat(quiet.err().lines()).hasSize(1);
    assertThat(cli.run("pub", "x", "y", "--verbose").err()).contains("\tat ai.lixpi.nats");
  }

  @Test
  void aServerThatComesLaterIsWaitedForOnRequest() {
    try (NatsServer server = NatsServer.start()) {
      server.stop();
      try (Running pub = Cli.at(server.url(), home).start("pub", "x", "y", "--wait", "40s")) {
        server.restart();

        assertThat(pub.end().code()).isZero();
      }
    }
  }

  @Test
  void aSubscriptionOutlivesItsServer() {
    try (NatsServer server = NatsServer.start()) {
      Cli cli = Cli.at(server.url(), home);
      try (Running sub = cli.start("sub", "x", "--raw", "--count", "1")) {
        sub.awaitErr("Listening");
        server.stop();
        sub.awaitErr("The connection is lost");
        server.restart();
        sub.awaitErr("Connected again");
        cli.run("pub", "x", "y");

        assertThat(sub.end().out()).isEqualTo("y\n");
      }
    }
  }

  @Test
  void refusedCredentialsSaySo() {
    try (NatsServer server = NatsServer.builder().token("right").start()) {
      Cli.Result result =
          Cli.at(server.url(), home).env("NATS_TOKEN", "wrong").run("pub", "x", "y");

      assertThat(result.code()).isEqualTo(ExitCode.NOT_CONNECTED);
      assertThat(result.err()).contains("refused").doesNotContain("wrong");
    }
  }

  @Test
  void aBrokenContextDoesNotShowItsSecrets() throws IOException {
    context("broken", "{\"password\":\"s3cr3t\",,}");

    Cli.Result result = Cli.in(home).run("pub", "x", "y", "--context", "broken", "--verbose");

    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("no JSON").doesNotContain("s3cr3t");
  }

  @Test
  void aContextThatIsNotThereIsNamed() {
    Cli.Result result = Cli.in(home).run("pub", "x", "y", "--context", "gone");

    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("'gone'").contains("nats context ls");
  }

  private void context(String name, String json) throws IOException {
    Path folder = Files.createDirectories(home.resolve(".config/nats/context"));
    Files.writeString(folder.resolve(name + ".json"), json);
  }
}
