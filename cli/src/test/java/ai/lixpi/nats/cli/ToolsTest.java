package ai.lixpi.nats.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lixpi.nats.testkit.NatsServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ToolsTest {
  @TempDir Path home;

  @Test
  void aServerForDevelopmentTellsHowToConnect() {
    Cli cli = Cli.in(home);
    try (Running server = cli.start("server", "--port", "0")) {
      server.awaitErr("Ctrl-C ends it");
      String url = server.out().replaceAll("(?s).*Connect to +(\\S+).*", "$1");
      String webSocket = server.out().replaceAll("(?s).*WebSocket +(\\S+).*", "$1");

      assertThat(cli.run("pub", "x", "hi", "-s", url).code()).isZero();
      assertThat(cli.run("pub", "x", "hi", "-s", webSocket).code()).isZero();
      assertThat(cli.run("bucket", "create", "b", "-s", url).code()).isZero();
    }
  }

  @Test
  void aPortThatIsTakenIsASentence() throws IOException {
    try (ServerSocket taken = new ServerSocket(0)) {
      Cli.Result result =
          Cli.in(home).run("server", "--port", Integer.toString(taken.getLocalPort()));

      assertThat(result.code()).isEqualTo(ExitCode.FAILED);
      assertThat(result.err()).contains("already").contains("--port 0");
    }
  }

  @Test
  void aServerWithACalloutLetsInWhomTheResponderLetsIn() throws IOException {
    Cli cli = Cli.in(home);
    try (Running server = cli.start("server", "--port", "0", "--callout", "dev", "--json")) {
      server.awaitOut("}\n");
      String url = server.out().replaceAll("(?s).*\"url\":\"([^\"]+)\".*", "$1");
      Path seed = home.resolve("dev/service.seed");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(seed)))
          .isEqualTo("rw-------");
      String[] pub = {
        "pub", "x", "hi", "-s", url, "--user-id", "svc:dev", "--nkey-seed-file", seed.toString()
      };

      Cli.Result check = cli.run("callout", "dev/callout.json", "--check");
      assertThat(check.code()).as(check.err()).isZero();
      try (Running responder = cli.start("callout", "dev/callout.json")) {
        responder.awaitErr("The responder runs");
        Cli.Result in = cli.run(pub);

        assertThat(in.code()).as(in.err()).isZero();
        assertThat(responder.interrupt().end().code()).isZero();
      }
      assertThat(cli.run(pub).code()).isEqualTo(ExitCode.NOT_CONNECTED);
    }
  }

  @Test
  void aBenchmarkIsATableAndAPicture() throws IOException {
    Cli cli = Cli.in(home);
    try (NatsServer server = NatsServer.builder().jetStream().start()) {
      Cli.Result bench =
          cli.run(
              "bench",
              "-s",
              server.url(),
              "--messages",
              "2000",
              "--object-size",
              "1M",
              "--picture",
              "bench.svg");

      assertThat(bench.code()).as(bench.err()).isZero();
      assertThat(bench.lines()).hasSize(6);
      assertThat(bench.out()).contains("WHAT").contains("subscribe").contains("object get");
      assertThat(Files.readString(home.resolve("bench.svg")))
          .startsWith("<svg")
          .endsWith("</svg>\n");
    }
  }

  @Test
  void completionKnowsCommandsAndOptions() throws Exception {
    Path script = home.resolve("completion");
    Files.writeString(script, Cli.in(home).run("completion", "bash").out());
    String complete =
        "source "
            + script
            + "; COMP_WORDS=(lixpi-nats object pu); COMP_CWORD=2; _complete_lixpi-nats;"
            + " echo ${COMPREPLY[@]}";

    Process bash = new ProcessBuilder("bash", "-c", complete).redirectErrorStream(true).start();

    assertThat(new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo("put\n");
  }
}
