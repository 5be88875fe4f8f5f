package ai.lixpi.nats.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NatsTest(leakCheck = false)
class MessagingTest {
  @TempDir static Path home;

  @Test
  void whatIsPublishedAsAnArgumentIsShownToASubscriber(NatsServer server) {
    Cli cli = Cli.at(server.url(), home);
    try (Running sub = cli.start("sub", "greet.*", "--count", "1")) {
      sub.awaitErr("Listening");
      Cli.Result pub = cli.run("pub", "greet.ada", "Hi Ä", "-H", "Lang: de");

      assertThat(pub.code()).as(pub.err()).isZero();
      assertThat(pub.err()).contains("Published 1 message to greet.ada");
      Cli.Result shown = sub.end();
      assertThat(shown.code()).isZero();
      assertThat(shown.out()).contains("greet.ada").contains("Lang: de").contains("Hi Ä");
    }
  }

  @Test
  void stdinIsOneMessageOrOneForEachLine(NatsServer server) throws Exception {
    Cli cli = Cli.at(server.url(), home);
    try (NatsService nats = NatsService.connect(server.url())) {
      BlockingQueue<String> seen = new LinkedBlockingQueue<>();
      nats.subscribe("lines", String.class, (text, message) -> seen.add(text));
      nats.flush(Duration.ofSeconds(10));

      assertThat(cli.runWith("a\nb\n", "pub", "lines").code()).isZero();
      assertThat(cli.runWith("a\nb\n", "pub", "lines", "--lines").code()).isZero();

      await().atMost(Duration.ofSeconds(10)).until(() -> seen.size() == 3);
      assertThat(seen).containsExactly("a\nb\n", "a", "b");
    }
  }

  @Test
  void filesAndCountsArePublished(NatsServer server) throws IOException {
    Path one = Files.writeString(home.resolve("one"), "1");
    Path two = Files.writeString(home.resolve("two"), "2");
    Cli cli = Cli.at(server.url(), home);
    try (Running sub = cli.start("sub", "files", "--raw", "--count", "4")) {
      sub.awaitErr("Listening");
      Cli.Result pub =
          cli.run("pub", "files", "-f", one.toString(), "-f", two.toString(), "--count", "2");

      assertThat(pub.err()).contains("4 messages");
      assertThat(sub.end().out()).isEqualTo("1\n1\n2\n2\n");
    }
  }

  @Test
  void aRateIsKept(NatsServer server) {
    Cli.Result pub =
        Cli.at(server.url(), home)
            .run("pub", "slow", "x", "--count", "11", "--rate", "20", "--json");

    assertThat(pub.out()).matches("(?s).*\"seconds\":(0\\.[5-9]|[1-9]).*");
  }

  @Test
  void aPublishThatTheServerRefusesIsAFailure() {
    try (NatsServer server = NatsServer.builder().config(LIMITED).start()) {
      Cli.Result pub = cli(server).run("pub", "secret", "x", "--user", "ada");

      assertThat(pub.code()).as(pub.err()).isEqualTo(ExitCode.FAILED);
      assertThat(pub.err()).contains("secret").doesNotContain("Published");
    }
  }

  private static Cli cli(NatsServer server) {
    return Cli.at(server.url(), home).env("NATS_PASSWORD", "s3cr3t");
  }

  private static final String LIMITED =
      """
      authorization { users: [ {
        user: ada, password: "s3cr3t",
        permissions: { publish: { allow: ["open"] }, subscribe: { allow: ["_INBOX.>"] } }
      } ] }
      """;

  @Test
  void aSubscriptionThatTheServerRefusesIsAFailure() {
    try (NatsServer server = NatsServer.builder().config(LIMITED).start()) {
      Cli.Result sub = cli(server).run("sub", "secret", "--user", "ada");

      assertThat(sub.code()).isEqualTo(ExitCode.FAILED);
      assertThat(sub.err()).contains("secret");
    }
  }

  @Test
  void membersOfAQueueGroupShareMessages(NatsServer server) {
    Cli cli = Cli.at(server.url(), home);
    try (Running one = cli.start("sub", "work", "--queue", "q", "--raw");
        Running two = cli.start("sub", "work", "--queue", "q", "--raw")) {
      one.awaitErr("Listening");
      two.awaitErr("Listening");
      cli.run("pub", "work", "x", "--count", "50");

      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> one.out().length() + two.out().length() == 100);
      assertThat(one.out()).isNotEmpty();
      assertThat(two.out()).isNotEmpty();
    }
  }

  @Test
  void tooFewMessagesInTimeAreAFailureOfTheirOwn(NatsServer server) {
    Cli.Result sub =
        Cli.at(server.url(), home).run("sub", "silence", "--count", "1", "--timeout", "300ms");

    assertThat(sub.code()).isEqualTo(ExitCode.TIMEOUT);
    assertThat(sub.err()).contains("Only 0 of 1 messages came within 300ms");
  }

  @Test
  void jsonIsIndentedOnRequest(NatsServer server) {
    Cli cli = Cli.at(server.url(), home);
    try (Running sub = cli.start("sub", "json", "--pretty", "--count", "1")) {
      sub.awaitErr("Listening");
      cli.run("pub", "json", "{\"id\":1}");

      assertThat(sub.end().out()).contains("{\n  \"id\" : 1\n}");
    }
  }

  @Test
  void anEchoAnswersARequest(NatsServer server) {
    Cli cli = Cli.at(server.url(), home);
    try (Running reply = cli.start("reply", "echo", "--echo", "--count", "1")) {
      reply.awaitErr("Answering");
      Cli.Result answer = cli.run("request", "echo", "hello");

      assertThat(answer.code()).as(answer.err()).isZero();
      assertThat(answer.out()).isEqualTo("hello\n");
      assertThat(reply.end().code()).isZero();
    }
  }

  @Test
  void aShellCommandAnswersEachRequest(NatsServer server) {
    Cli cli = Cli.at(server.url(), home);
    try (Running reply =
        cli.start("reply", "up.*", "--command", "echo $NATS_SUBJECT; tr a-z A-Z")) {
      reply.awaitErr("Answering");

      assertThat(cli.run("request", "up.ada", "hello").out()).isEqualTo("up.ada\nHELLO\n");
    }
  }

  @Test
  void aShellCommandThatFailsIsAnErrorForTheCaller(NatsServer server) {
    Cli cli = Cli.at(server.url(), home);
    try (Running reply = cli.start("reply", "bad", "--command", "exit 3")) {
      reply.awaitErr("Answering");
      Cli.Result answer = cli.run("request", "bad", "hello");

      assertThat(answer.code()).isEqualTo(ExitCode.FAILED);
      assertThat(answer.err()).contains("The command ended with 3");
    }
  }

  @Test
  void aShellCommandThatHangsIsKilledInTime(NatsServer server) {
    Cli cli = Cli.at(server.url(), home);
    try (Running reply =
        cli.start("reply", "hang", "--command", "sleep 600", "--timeout", "300ms")) {
      reply.awaitErr("Answering");
      Cli.Result answer = cli.run("request", "hang", "hello", "--timeout", "20s");

      assertThat(answer.code()).isEqualTo(ExitCode.FAILED);
      assertThat(answer.err()).contains("The command ended with 137");
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> reply.handle().descendants().findAny().isEmpty());
    }
  }

  @Test
  void aRequestThatNobodyAnswersSaysSo(NatsServer server) {
    Cli.Result answer = Cli.at(server.url(), home).run("request", "nobody", "x");

    assertThat(answer.code()).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(answer.err()).contains("nobody");
  }

  @Test
  void escapeSequencesOfStrangersDoNotReachATerminal(NatsServer server) {
    Cli cli = Cli.at(server.url(), home);
    try (Running sub = cli.startInTerminal("sub", "evil", "--count", "1")) {
      sub.awaitOut("Listening");
      cli.run("pub", "evil", "\u001b[2Jgone");

      assertThat(sub.end().out()).contains("\\u001b[2Jgone").doesNotContain("\u001b[2J");
    }
  }
}
