package ai.lixpi.nats.cli.keys;

import ai.lixpi.nats.cli.CliException;
import ai.lixpi.nats.cli.connect.SecretFile;
import ai.lixpi.nats.cli.output.Terminal;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a secret that a command makes goes: into a file or a pipe, to a screen only on request. */
final class SecretOutput {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Writes it into a new file that only you can read.")
  @Nullable Path output;

  @Option(names = "--show", description = "Shows it even on a terminal.")
  boolean show;

  void require(Terminal terminal, boolean json) {
    if (output == null && terminal.outIsTerminal() && !show) {
      throw CliException.usage(
          "It is a secret, and this is a screen: give --output FILE, or --show if nobody looks.");
    }
    if (output != null && json) {
      throw CliException.usage("Give only one of --output and --json.");
    }
  }

  void write(Terminal terminal, String secret) {
    if (output == null) {
      terminal.out().println(secret);
    } else {
      SecretFile.write(output, secret);
    }
  }

  String told() {
    return output == null ? "" : " The secret is in '" + output + "'.";
  }
}
