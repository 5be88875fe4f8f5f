package ai.lixpi.nats.cli.messaging;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.NatsSubscription;
import ai.lixpi.nats.ReplyHandler;
import ai.lixpi.nats.SubscriptionOptions;
import ai.lixpi.nats.cli.CliException;
import ai.lixpi.nats.cli.ConnectedCommand;
import ai.lixpi.nats.cli.ExitCode;
import ai.lixpi.nats.cli.output.Text;
import ai.lixpi.nats.cli.output.Units;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code reply}. */
@Command
public final class ReplyCommand extends ConnectedCommand {
  private static final Duration FLUSH = Duration.ofSeconds(5);

  @Parameters(paramLabel = "SUBJECT", description = "What to answer; quote wildcards: 'ask.*'.")
  String subject = "";

  @ArgGroup(multiplicity = "1")
  Answer answer = new Answer();

  /** What the answer is: one of these. */
  static final class Answer {
    @Option(names = "--echo", required = true, description = "Answers with the question.")
    boolean echo;

    @Option(
        names = "--text",
        required = true,
        paramLabel = "TEXT",
        description = "Always answers with this text.")
    @Nullable String text;

    @Option(
        names = {"-c", "--command"},
        required = true,
        paramLabel = "COMMAND",
        description =
            "Runs a shell command for each question, which gets it on stdin, and its subject as"
                + " NATS_SUBJECT; answers with what it prints. If it fails, so does the answer.")
    @Nullable String command;
  }

  @Option(
      names = {"-q", "--queue"},
      paramLabel = "GROUP",
      description = "Shares the questions with the other members of a queue group.")
  @Nullable String queue;

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      description = "Answers so many at a time; 1 by default.")
  int concurrency = 1;

  @Option(
      names = {"-n", "--count"},
      paramLabel = "N",
      description = "Ends after so many answers.")
  long count;

  @Option(
      names = {"-t", "--timeout"},
      paramLabel = "TIME",
      description = "How long a command may run; 10s by default.")
  String timeout = "10s";

  private final CountDownLatch done = new CountDownLatch(1);
  private final AtomicLong answered = new AtomicLong();

  @Override
  protected void checkArguments() {
    Units.duration(timeout);
  }

  @Override
  protected int run(NatsService nats) throws InterruptedException {
    SubscriptionOptions.Builder options = SubscriptionOptions.builder().concurrency(concurrency);
    if (queue != null) {
      options.queue(queue);
    }
    try (ShellCommands commands = new ShellCommands(Units.duration(timeout))) {
      interrupts().onInterrupt(commands::close);
      connector().onRefusal(this::refused);
      NatsSubscription subscription =
          nats.reply(subject, byte[].class, handler(commands), options.build());
      nats.flush(FLUSH);
      terminal().note("Answering on " + subject + "; Ctrl-C ends it.");
      interrupts().await(done);
      subscription.drain(Duration.ofSeconds(2));
    }
    return ExitCode.OK;
  }

  /** An answer that may not be sent concerns its caller, a refused subscription everybody. */
  private void refused(String refusedSubject) {
    if (refusedSubject.equals(subject)) {
      done.countDown();
    }
  }

  private ReplyHandler<byte[]> handler(ShellCommands commands) {
    ReplyHandler<byte[]> source;
    if (answer.command != null) {
      String command = answer.command;
      source = (question, message) -> commands.run(command, question, message);
    } else if (answer.text != null) {
      byte[] text = answer.text.getBytes(StandardCharsets.UTF_8);
      source = (question, message) -> text;
    } else if (answer.echo) {
      source = (question, message) -> question;
    } else {
      throw CliException.usage("Give one of --echo, --text and --command.");
    }
    return (question, message) -> {
      String asked =
          "#"
              + answered.incrementAndGet()
              + "  "
              + Text.oneLine(message.getSubject())
              + "  "
              + Units.bytes(question.length);
      try {
        Object result = source.handle(question, message);
        terminal().note(asked + "  answered");
        return result;
      } catch (RuntimeException e) {
        terminal().note(asked + "  failed: " + Text.oneLine(String.valueOf(e.getMessage())));
        throw e;
      } finally {
        if (answered.get() == count) {
          done.countDown();
        }
      }
    };
  }
}
