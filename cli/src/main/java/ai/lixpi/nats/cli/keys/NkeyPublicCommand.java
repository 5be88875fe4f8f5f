package ai.lixpi.nats.cli.keys;

import ai.lixpi.nats.auth.NKey;
import ai.lixpi.nats.cli.CliCommand;
import ai.lixpi.nats.cli.ExitCode;
import ai.lixpi.nats.cli.output.Json;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code nkey public}. */
@Command
public final class NkeyPublicCommand extends CliCommand {
  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "A file with a seed; '-' (default) for stdin.")
  Path file = Path.of("-");

  @Override
  protected int run() {
    try (NKey key = NKey.fromSeed(SeedSource.of(file))) {
      if (wantsJson()) {
        printJson(
            Json.object(
                "role", key.role().name().toLowerCase(Locale.ROOT), "publicKey", key.publicKey()));
      } else {
        terminal().out().println(key.publicKey());
      }
    }
    return ExitCode.OK;
  }
}
