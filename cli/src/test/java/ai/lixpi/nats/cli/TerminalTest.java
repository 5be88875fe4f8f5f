package ai.lixpi.nats.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lixpi.nats.testkit.FaultProxy;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsServerExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What people see: in a pseudo-terminal that {@code script} of util-linux makes. */
class TerminalTest {
  private static final String ESCAPE = "\u001b[";

  @RegisterExtension
  static final NatsServerExtension NATS =
      NatsServerExtension.builder().server(server -> server.jetStream()).build();

  @TempDir Path home;

  @Test
  void coloursAreForTerminalsOnly(NatsServer server) {
    Cli cli = Cli.at(server.url(), home);
    cli.run("bucket", "create", "colours");

    assertThat(cli.startInTerminal("bucket", "ls").end().out()).contains(ESCAPE + "1mBUCKET");
    assertThat(cli.run("bucket", "ls").out()).contains("BUCKET").doesNotContain(ESCAPE);
    assertThat(cli.env("NO_COLOR", "1").startInTerminal("bucket", "ls").end().out())
        .contains("BUCKET")
        .doesNotContain(ESCAPE);
    assertThat(cli.env("TERM", "dumb").startInTerminal("bucket", "ls").end().out())
        .doesNotContain(ESCAPE);
  }

  @Test
  void progressIsForTerminalsOnly(NatsServer server) throws IOException {
    Path file = home.resolve("large");
    Files.write(file, new byte[24 * 1024 * 1024]);
    try (FaultProxy proxy = FaultProxy.to(server)) {
      proxy.delay(Duration.ofMillis(15));
      Cli cli = Cli.at(proxy.url(), home);
      Cli.Result seen =
          cli.startInTerminal("object", "put", "progress", file.toString(), "--create").end();

      assertThat(seen.code()).as(seen.out()).isZero();
      assertThat(seen.out()).contains("/24 MiB").contains("MiB/s").contains("Put large");
    }
    Cli.Result piped = Cli.at(server.url(), home).run("object", "put", "progress", file.toString());
    assertThat(piped.err()).contains("Put large").doesNotContain("\r");
  }

  @Test
  void whatCantBeUndoneIsAskedFor(NatsServer server) {
    Cli cli = Cli.at(server.url(), home);
    cli.run("bucket", "create", "asked");
    try (Running no = cli.startInTerminal("bucket", "rm", "asked")) {
      no.awaitOut("Type 'yes'").type("no\n");
      assertThat(no.end().out()).contains("Nothing was changed");
    }
    try (Running yes = cli.startInTerminal("bucket", "rm", "asked")) {
      yes.awaitOut("Type 'yes'").type("yes\n");
      assertThat(yes.end().out()).contains("is gone");
    }
  }

  @Test
  void ctrlCOfAKeyboardEndsASubscription(NatsServer server) {
    try (Running sub = Cli.at(server.url(), home).startInTerminal("sub", "x")) {
      sub.awaitOut("Listening").type("\u0003");

      assertThat(sub.end().code()).isEqualTo(130);
    }
  }
}
