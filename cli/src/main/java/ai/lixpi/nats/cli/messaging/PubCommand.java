package ai.lixpi.nats.cli.messaging;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.cli.CliException;
import ai.lixpi.nats.cli.ConnectedCommand;
import ai.lixpi.nats.cli.ExitCode;
import ai.lixpi.nats.cli.output.Json;
import ai.lixpi.nats.cli.output.Units;
import io.nats.client.impl.Headers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pub}. */
@Command
public final class PubCommand extends ConnectedCommand {
  private static final Duration FLUSH = Duration.ofSeconds(10);

  @Parameters(index = "0", paramLabel = "SUBJECT", description = "Where to publish.")
  String subject = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "TEXT",
      description = "The message; without it, or for '-', what comes from stdin.")
  @Nullable String text;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "A file as a message; may be given several times.")
  @Nullable List<Path> files;

  @Option(names = "--lines", description = "Each line of stdin is a message.")
  boolean lines;

  @Option(
      names = {"-H", "--header"},
      paramLabel = "'KEY: VALUE'",
      description = "A header; may be given several times.")
  @Nullable List<String> headers;

  @Option(
      names = {"-n", "--count"},
      paramLabel = "N",
      description = "Sends it so often; 1 by default.")
  long count = 1;

  @Option(names = "--rate", paramLabel = "N", description = "At most so many messages a second.")
  double rate;

  // Mutable state
  private long sent;
  private long bytes;
  private long begin;

  @Override
  protected void checkArguments() {
    if (count < 1 || rate < 0) {
      throw CliException.usage("--count and --rate must be above zero.");
    }
    HeaderOption.parse(headers);
  }

  @Override
  protected int run(NatsService nats) throws Exception {
    publishAll(nats, Payloads.of(text, files, lines, terminal()).iterator());
    nats.flush(FLUSH);
    return isRefused(nats) ? ExitCode.FAILED : report();
  }

  private void publishAll(NatsService nats, Iterator<byte[]> payloads) throws InterruptedException {
    Headers all = HeaderOption.parse(headers);
    begin = System.nanoTime();
    while (payloads.hasNext()) {
      byte[] payload = payloads.next();
      for (long i = 0; i < count && !interrupts().requested(); i++) {
        pace();
        nats.publish(subject, payload, all);
        sent++;
        bytes += payload.length;
      }
    }
  }

  private void pace() throws InterruptedException {
    if (rate > 0) {
      long due = begin + (long) (sent * 1e9 / rate);
      long ahead = due - System.nanoTime();
      if (ahead > 0) {
        TimeUnit.NANOSECONDS.sleep(ahead);
      }
    }
  }

  private int report() {
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    if (wantsJson()) {
      printJson(
          Json.object(
              "subject", subject,
              "messages", sent,
              "bytes", bytes,
              "seconds", took.toNanos() / 1e9));
    } else {
      String speed = sent < 100 ? "" : ", " + Units.rate(sent / (took.toNanos() / 1e9));
      terminal()
          .note(
              "Published "
                  + Units.count(sent)
                  + (sent == 1 ? " message" : " messages")
                  + " to "
                  + subject
                  + " ("
                  + Units.bytes(bytes)
                  + speed
                  + ").");
    }
    return ExitCode.OK;
  }
}
