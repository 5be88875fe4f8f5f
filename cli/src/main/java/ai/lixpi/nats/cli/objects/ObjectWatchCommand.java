package ai.lixpi.nats.cli.objects;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.cli.ConnectedCommand;
import ai.lixpi.nats.cli.ExitCode;
import ai.lixpi.nats.cli.output.Json;
import ai.lixpi.nats.cli.output.Style;
import ai.lixpi.nats.cli.output.Text;
import ai.lixpi.nats.cli.output.Units;
import ai.lixpi.nats.objectstore.ObjectBucket;
import ai.lixpi.nats.objectstore.ObjectVersion;
import ai.lixpi.nats.objectstore.ObjectWatch;
import ai.lixpi.nats.objectstore.WatchOptions;
import io.nats.client.api.ObjectInfo;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code object watch}. */
@Command
public final class ObjectWatchCommand extends ConnectedCommand {
  @Parameters(paramLabel = "BUCKET", description = "Its name.")
  String bucket = "";

  @Option(names = "--current", description = "Begins with the objects that are there.")
  boolean current;

  @Option(
      names = {"-n", "--count"},
      paramLabel = "N",
      description = "Ends after so many changes.")
  long count;

  @Option(
      names = {"-t", "--timeout"},
      paramLabel = "TIME",
      description = "Ends after so long.")
  @Nullable String timeout;

  private final CountDownLatch done = new CountDownLatch(1);

  // Mutable state, of the watching thread
  private long seen;

  @Override
  protected void checkArguments() {
    if (timeout != null) {
      Units.duration(timeout);
    }
  }

  @Override
  @SuppressWarnings("try") // it watches for as long as it is open
  protected int run(NatsService nats) throws InterruptedException {
    ObjectBucket opened = nats.getObjectStore(bucket);
    WatchOptions options = current ? WatchOptions.CURRENT_AND_CHANGES : WatchOptions.CHANGES_ONLY;
    try (ObjectWatch watch = opened.watch(this::changed, options)) {
      terminal().note("Watching the bucket " + bucket + (count > 0 ? "." : "; Ctrl-C ends it."));
      if (timeout == null) {
        interrupts().await(done);
      } else {
        interrupts().await(done, Units.duration(timeout));
      }
    }
    return ExitCode.OK;
  }

  private void changed(Optional<ObjectVersion> change) {
    if (change.isEmpty() || (count > 0 && seen >= count)) {
      return;
    }
    ObjectInfo info = change.get().info();
    if (wantsJson()) {
      Map<String, Object> json = Descriptions.object(info);
      json.put("revision", change.get().revision());
      terminal().out().println(Json.text(json));
    } else {
      boolean colours = terminal().outHasColours();
      terminal()
          .out()
          .println(
              Descriptions.time(info.getModified())
                  + "  "
                  + (info.isDeleted()
                      ? Style.RED.on(colours, "deleted")
                      : Style.GREEN.on(colours, "written"))
                  + "  "
                  + Text.oneLine(info.getObjectName())
                  + (info.isDeleted() ? "" : "  " + Units.bytes(info.getSize())));
    }
    terminal().out().flush();
    if (++seen == count || terminal().out().checkError()) {
      done.countDown();
    }
  }
}
