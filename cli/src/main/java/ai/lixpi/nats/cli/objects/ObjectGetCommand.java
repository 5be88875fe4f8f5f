package ai.lixpi.nats.cli.objects;

import ai.lixpi.nats.InterruptedCallException;
import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.NatsServiceException;
import ai.lixpi.nats.NotConnectedException;
import ai.lixpi.nats.ServiceClosedException;
import ai.lixpi.nats.cli.CliException;
import ai.lixpi.nats.cli.ConnectedCommand;
import ai.lixpi.nats.cli.ExitCode;
import ai.lixpi.nats.cli.output.Text;
import ai.lixpi.nats.objectstore.GetOptions;
import ai.lixpi.nats.objectstore.ObjectBucket;
import ai.lixpi.nats.objectstore.TransferCancelledException;
import io.nats.client.api.ObjectInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code object get}. */
@Command
public final class ObjectGetCommand extends ConnectedCommand {
  @Parameters(index = "0", paramLabel = "BUCKET", description = "Where they are.")
  String bucket = "";

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "NAME",
      description = "The objects; or give --all or --prefix.")
  List<String> names = List.of();

  @Option(names = "--all", description = "Gets all objects of the bucket.")
  boolean all;

  @Option(
      names = "--prefix",
      paramLabel = "TEXT",
      description = "Gets all objects whose names begin so.")
  @Nullable String prefix;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "PATH",
      description =
          "For one object a file, a folder or '-' for stdout; for several a folder, in which '/' in"
              + " names makes folders. By default the current folder.")
  @Nullable String output;

  @Option(
      names = {"-f", "--force"},
      description = "Replaces files that are there.")
  boolean force;

  @Option(
      names = "--resume",
      description =
          "Keeps what has come when it breaks off, and goes on from there when it is called again.")
  boolean resume;

  private final List<Map<String, Object>> fetched = new ArrayList<>();

  // Mutable state
  private boolean someFailed;

  @Override
  protected void checkArguments() {
    int ways = (all ? 1 : 0) + (prefix == null ? 0 : 1) + (names.isEmpty() ? 0 : 1);
    if (ways != 1) {
      throw CliException.usage("Give names of objects, or --all, or --prefix.");
    }
    if ("-".equals(output) && (names.size() != 1 || resume || wantsJson())) {
      throw CliException.usage(
          "'--output -' is for one object, without --resume and without --json.");
    }
  }

  @Override
  protected int run(NatsService nats) throws IOException {
    ObjectBucket opened = nats.getObjectStore(bucket);
    if (names.size() == 1) {
      getOne(opened, names.get(0));
    } else {
      getSeveral(opened, names.isEmpty() ? listed(opened) : names);
    }
    if (wantsJson()) {
      printJson(fetched);
    }
    return someFailed ? ExitCode.FAILED : ExitCode.OK;
  }

  private List<String> listed(ObjectBucket opened) {
    String front = prefix == null ? "" : prefix;
    return opened.list().stream()
        .filter(info -> info.getLink() == null || !info.getLink().isBucketLink())
        .map(ObjectInfo::getObjectName)
        .filter(name -> name.startsWith(front))
        .sorted()
        .toList();
  }

  private void getOne(ObjectBucket opened, String name) throws IOException {
    if ("-".equals(output)) {
      toStandardOutput(opened, name);
      return;
    }
    Path target = Path.of(output == null ? "." : output);
    boolean folder = Files.isDirectory(target) || (output != null && output.endsWith("/"));
    if (folder) {
      Files.createDirectories(target);
    }
    get(opened, name, folder ? target.resolve(SafePaths.lastOf(name)) : target);
  }

  private void getSeveral(ObjectBucket opened, List<String> several) throws IOException {
    Path folder = Path.of(output == null ? "." : output);
    Files.createDirectories(folder);
    for (String name : several) {
      RunningTransfer.requireNotInterrupted(interrupts());
      try {
        get(opened, name, SafePaths.resolve(folder, name));
      } catch (CliException | NatsServiceException e) {
        if (endsAll(e)) {
          throw e;
        }
        failed(String.valueOf(e.getMessage()));
      } catch (InvalidPathException | IOException e) {
        failed(
            "The object '"
                + name
                + "' can't be written to a file ("
                + e.getMessage()
                + "): get it alone, with --output FILE.");
      }
    }
    if (several.isEmpty()) {
      terminal().note("There is no such object in the bucket '" + bucket + "'.");
    }
  }

  private void failed(String sentence) {
    terminal().fail(Text.oneLine(sentence));
    someFailed = true;
  }

  /** What would fail for the rest as well. */
  private static boolean endsAll(RuntimeException failure) {
    Throwable reason = failure.getCause() instanceof NatsServiceException e ? e : failure;
    return reason instanceof TransferCancelledException
        || reason instanceof InterruptedCallException
        || reason instanceof NotConnectedException
        || reason instanceof ServiceClosedException;
  }

  private void get(ObjectBucket opened, String name, Path file) throws IOException {
    if (!force && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw CliException.failed("The file '" + file + "' exists: give --force to replace it.");
    }
    long begin = System.nanoTime();
    ObjectInfo info =
        (resume ? resumed(opened, name, file) : whole(opened, name, file))
            .orElseThrow(() -> missing(name));
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    Map<String, Object> json = Descriptions.object(info);
    json.put("file", file);
    json.put("seconds", took.toNanos() / 1e9);
    fetched.add(json);
    if (!wantsJson()) {
      terminal().note(ObjectPutCommand.told("Got", info.getSize(), took, name + " as " + file));
    }
  }

  private Optional<ObjectInfo> whole(ObjectBucket opened, String name, Path file) {
    try (RunningTransfer running = new RunningTransfer(terminal(), interrupts(), name, 0)) {
      return opened.getToFile(name, file, GetOptions.builder().listener(running).build());
    }
  }

  private Optional<ObjectInfo> resumed(ObjectBucket opened, String name, Path file)
      throws IOException {
    return new ResumableDownload(terminal(), interrupts(), opened, name, file).run();
  }

  private void toStandardOutput(ObjectBucket opened, String name) {
    try (RunningTransfer running = new RunningTransfer(terminal(), interrupts(), name, 0)) {
      GetOptions options = GetOptions.builder().listener(running).build();
      if (opened.get(name, terminal().out(), options).isEmpty()) {
        throw missing(name);
      }
    }
    if (terminal().out().checkError()) {
      throw CliException.failed("Standard output took only a part of it: the reader has gone.");
    }
  }

  private CliException missing(String name) {
    return new CliException(
        ExitCode.NOT_FOUND,
        "There is no object '"
            + Text.oneLine(name)
            + "' in the bucket '"
            + bucket
            + "': 'lixpi-nats object ls "
            + bucket
            + "' lists those there are.");
  }
}
