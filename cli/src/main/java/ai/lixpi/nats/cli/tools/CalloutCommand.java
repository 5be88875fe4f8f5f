package ai.lixpi.nats.cli.tools;

import ai.lixpi.nats.authcallout.app.Main;
import ai.lixpi.nats.cli.CliCommand;
import ai.lixpi.nats.cli.CliException;
import ai.lixpi.nats.cli.ExitCode;
import ai.lixpi.nats.cli.connect.ConnectionOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code callout}: the program of the auth-callout module. */
@Command
public final class CalloutCommand extends CliCommand {
  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "Its configuration in JSON; docs/security.md has its form.")
  @Nullable String file;

  @Option(
      names = "--check",
      description = "Signs in at the server once, says whether it fits, ends.")
  boolean check;

  @Option(names = "--make-keys", description = "Prints a new set of keys; send it into a file.")
  boolean makeKeys;

  @Mixin ConnectionOptions connection = new ConnectionOptions();

  @Override
  protected int run() throws InterruptedException {
    List<String> arguments = new ArrayList<>();
    if (makeKeys) {
      arguments.add("--make-keys");
    } else {
      if (check) {
        arguments.add("--check");
      }
      if (file == null) {
        throw CliException.usage(
            "There is no configuration: give a FILE. 'lixpi-nats server --callout DIR' writes one.");
      }
      arguments.add(file);
    }
    terminal().flush();
    int code = Main.run(arguments, connection.asEnvironment(terminal()), System.out, System.err);
    if (code != Main.KEEPS_RUNNING) {
      System.out.flush();
      return code;
    }
    interrupts().leaveToOthers();
    terminal().note("The responder runs; Ctrl-C ends it when all sign-ins are answered.");
    new CountDownLatch(1).await();
    return ExitCode.OK;
  }
}
