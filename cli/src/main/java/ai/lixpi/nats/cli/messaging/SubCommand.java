package ai.lixpi.nats.cli.messaging;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.NatsSubscription;
import ai.lixpi.nats.SubscriptionOptions;
import ai.lixpi.nats.cli.CliException;
import ai.lixpi.nats.cli.ConnectedCommand;
import ai.lixpi.nats.cli.ExitCode;
import ai.lixpi.nats.cli.output.Units;
import io.nats.client.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sub}. */
@Command
public final class SubCommand extends ConnectedCommand {
  private static final Duration FLUSH = Duration.ofSeconds(5);

  @Parameters(
      arity = "1..*",
      paramLabel = "SUBJECT",
      description = "What to listen to; quote wildcards: 'orders.*', 'orders.>'.")
  List<String> subjects = List.of();

  @Option(
      names = {"-q", "--queue"},
      paramLabel = "GROUP",
      description = "Shares the messages with the other members of a queue group.")
  @Nullable String queue;

  @Option(names = "--raw", description = "Prints payloads only.")
  boolean raw;

  @Option(names = "--pretty", description = "Indents payloads that are JSON.")
  boolean pretty;

  @Option(
      names = {"-n", "--count"},
      paramLabel = "N",
      description = "Ends after so many messages.")
  long count;

  @Option(
      names = {"-t", "--timeout"},
      paramLabel = "TIME",
      description = "Ends after so long; with --count a failure if fewer have come.")
  @Nullable String timeout;

  private final CountDownLatch done = new CountDownLatch(1);
  private final ReentrantLock lock = new ReentrantLock();

  // Mutable state
  private volatile boolean refused;

  // Mutable state, under the lock
  private long received;

  @Override
  protected void checkArguments() {
    if ((raw ? 1 : 0) + (pretty ? 1 : 0) + (wantsJson() ? 1 : 0) > 1) {
      throw CliException.usage("Give only one of --raw, --pretty and --json.");
    }
    if (timeout != null) {
      Units.duration(timeout);
    }
  }

  @Override
  protected int run(NatsService nats) throws InterruptedException {
    MessagePrinter printer = new MessagePrinter(terminal(), form());
    SubscriptionOptions options =
        queue == null ? SubscriptionOptions.DEFAULT : SubscriptionOptions.queue(queue);
    connector().onRefusal(this::refused);
    List<NatsSubscription> subscriptions = new ArrayList<>();
    for (String subject : subjects) {
      subscriptions.add(
          nats.subscribe(
              subject, byte[].class, (data, message) -> show(printer, message), options));
    }
    nats.flush(FLUSH);
    terminal().note("Listening to " + String.join(", ", subjects) + until());
    boolean inTime = await();
    subscriptions.forEach(NatsSubscription::unsubscribe);
    return refused ? ExitCode.FAILED : end(inTime);
  }

  private String until() {
    return count == 0
        ? "; Ctrl-C ends it."
        : " for " + Units.count(count) + (count == 1 ? " message." : " messages.");
  }

  private MessagePrinter.Form form() {
    return raw
        ? MessagePrinter.Form.RAW
        : wantsJson()
            ? MessagePrinter.Form.JSON
            : pretty ? MessagePrinter.Form.PRETTY : MessagePrinter.Form.READABLE;
  }

  private void refused(String subject) {
    refused = true;
    done.countDown();
  }

  private void show(MessagePrinter printer, Message message) {
    lock.lock();
    try {
      if (count > 0 && received >= count) {
        return;
      }
      printer.print(++received, message);
      terminal().out().flush();
      if (received == count || terminal().out().checkError()) {
        done.countDown(); // enough, or nobody reads any more
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean await() throws InterruptedException {
    if (timeout == null) {
      interrupts().await(done);
      return true;
    }
    return interrupts().await(done, Units.duration(timeout));
  }

  private int end(boolean inTime) {
    lock.lock();
    try {
      if (count > 0 && received < count && !inTime) {
        throw new CliException(
            ExitCode.TIMEOUT,
            "Only "
                + received
                + " of "
                + count
                + " messages came within "
                + timeout
                + ": look at the subject, or allow more time.");
      }
      return ExitCode.OK;
    } finally {
      lock.unlock();
    }
  }
}
