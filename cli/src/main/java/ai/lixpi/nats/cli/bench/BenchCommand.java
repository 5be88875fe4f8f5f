package ai.lixpi.nats.cli.bench;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.cli.CliException;
import ai.lixpi.nats.cli.ConnectedCommand;
import ai.lixpi.nats.cli.ExitCode;
import ai.lixpi.nats.cli.output.Table;
import ai.lixpi.nats.cli.output.Units;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench}. */
@Command
public final class BenchCommand extends ConnectedCommand {
  /** What is measured. */
  enum Kind {
    publish,
    subscribe,
    request,
    object
  }

  @Parameters(
      arity = "0..*",
      paramLabel = "WHAT",
      description = "publish, subscribe, request, object; all by default.")
  List<Kind> kinds = List.of(Kind.values());

  @Option(
      names = {"-n", "--messages"},
      paramLabel = "N",
      description = "How many messages; 100000 by default, a tenth of it as requests.")
  int messages = 100_000;

  @Option(names = "--size", paramLabel = "SIZE", description = "Of a message; 128 by default.")
  String size = "128";

  @Option(
      names = "--in-flight",
      paramLabel = "N",
      description = "Requests that wait at a time; 64 by default.")
  int inFlight = 64;

  @Option(
      names = "--object-size",
      paramLabel = "SIZE",
      description = "Of the object; 64M by default.")
  String objectSize = "64M";

  @Option(
      names = "--picture",
      paramLabel = "FILE",
      description = "Draws the throughput into an SVG file.")
  @Nullable Path picture;

  @Override
  protected void checkArguments() {
    if (messages < 10 || inFlight < 1) {
      throw CliException.usage("Give at least 10 --messages, and 1 --in-flight.");
    }
    Units.size(size);
    Units.size(objectSize);
  }

  @Override
  protected int run(NatsService nats) throws Exception {
    List<BenchResult> results = new ArrayList<>();
    int bytes = (int) Units.size(size);
    try (NatsService other = connector().connect()) {
      Messages work = new Messages(nats, other, interrupts(), bytes);
      for (Kind kind : kinds) {
        terminal().note("Measuring " + kind + " ...");
        switch (kind) {
          case publish -> results.add(work.publish(messages));
          case subscribe -> results.add(work.subscribe(messages));
          case request -> results.add(work.request(Math.max(10, messages / 10), inFlight));
          case object ->
              results.addAll(new Objects(nats, interrupts()).putAndGet(Units.size(objectSize)));
        }
      }
    }
    report(results);
    return ExitCode.OK;
  }

  private void report(List<BenchResult> results) throws IOException {
    if (picture != null) {
      Files.writeString(picture, Picture.of(results));
    }
    if (wantsJson()) {
      printJson(results.stream().map(BenchResult::json).toList());
      return;
    }
    Table table = new Table("WHAT", "COUNT>", "SIZE>", "RATE>", "THROUGHPUT>", "MEDIAN>", "P99>");
    for (BenchResult result : results) {
      table.row(
          result.what(),
          Units.count(result.count()),
          Units.bytes(result.size()),
          result.count() == 1 ? "" : Units.rate(result.rate()),
          Units.throughput(result.throughput()),
          time(result.median()),
          time(result.p99()));
    }
    table.print(terminal());
  }

  private static String time(@Nullable Duration time) {
    return time == null ? "" : Units.time(time);
  }
}
