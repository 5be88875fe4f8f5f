package ai.lixpi.nats.cli.messaging;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.RequestOptions;
import ai.lixpi.nats.cli.ConnectedCommand;
import ai.lixpi.nats.cli.ExitCode;
import ai.lixpi.nats.cli.output.Json;
import ai.lixpi.nats.cli.output.Units;
import ai.lixpi.nats.codec.Codecs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code request}. */
@Command
public final class RequestCommand extends ConnectedCommand {
  @Parameters(index = "0", paramLabel = "SUBJECT", description = "Whom to ask.")
  String subject = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "TEXT",
      description = "The question; without it, or for '-', what comes from stdin.")
  @Nullable String text;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "The question in a file.")
  @Nullable Path file;

  @Option(
      names = {"-H", "--header"},
      paramLabel = "'KEY: VALUE'",
      description = "A header; may be given several times.")
  @Nullable List<String> headers;

  @Option(
      names = {"-t", "--timeout"},
      paramLabel = "TIME",
      description = "How long to wait for the answer; 3s by default.")
  @Nullable String timeout;

  @Option(names = "--pretty", description = "Indents an answer that is JSON.")
  boolean pretty;

  @Override
  protected void checkArguments() {
    HeaderOption.parse(headers);
  }

  @Override
  protected int run(NatsService nats) {
    byte[] question = Payloads.one(text, file, terminal());
    RequestOptions options = RequestOptions.DEFAULT.withHeaders(HeaderOption.parse(headers));
    if (timeout != null) {
      options = options.withTimeout(Units.duration(timeout));
    }
    long begin = System.nanoTime();
    byte[] answer = nats.request(subject, question, Codecs.bytes(), options);
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    if (wantsJson()) {
      Map<String, Object> json =
          Json.object("subject", subject, "milliseconds", took.toNanos() / 1e6);
      Json.payload(json, answer);
      printJson(json);
      return ExitCode.OK;
    }
    MessagePrinter printer =
        new MessagePrinter(
            terminal(), pretty ? MessagePrinter.Form.PRETTY : MessagePrinter.Form.RAW);
    if (pretty) {
      terminal().out().println(printer.shown(answer));
    } else {
      printer.raw(answer);
    }
    if (terminal().errIsTerminal()) {
      terminal().note("(" + Units.bytes(answer.length) + " after " + Units.time(took) + ")");
    }
    return ExitCode.OK;
  }
}
