package ai.lixpi.nats.cli.tools;

import ai.lixpi.nats.cli.CliCommand;
import ai.lixpi.nats.cli.ExitCode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code completion}. */
@Command
public final class CompletionCommand extends CliCommand {
  /** Shells that understand the script. */
  enum Shell {
    bash,
    zsh
  }

  @Parameters(arity = "0..1", paramLabel = "SHELL", description = "bash (default) or zsh.")
  Shell shell = Shell.bash;

  @Spec @Nullable CommandSpec spec;

  @Override
  protected int run() {
    CommandLine root = Objects.requireNonNull(spec).root().commandLine();
    if (shell == Shell.zsh) {
      terminal().out().println("autoload -U +X bashcompinit && bashcompinit");
    }
    terminal().out().println(AutoComplete.bash("lixpi-nats", root));
    return ExitCode.OK;
  }
}
