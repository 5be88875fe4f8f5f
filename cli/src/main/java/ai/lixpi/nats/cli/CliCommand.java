package ai.lixpi.nats.cli;

import ai.lixpi.nats.cli.output.Json;
import ai.lixpi.nats.cli.output.Terminal;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every command has: help, JSON, verbosity, a terminal. */
public abstract class CliCommand implements Callable<Integer> {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      order = 1000,
      description = "Shows this help.")
  boolean help;

  @Option(
      names = {"-v", "--verbose"},
      order = 1001,
      description = "Logs to stderr, and shows the stack of a failure.")
  boolean verbose;

  @Option(
      names = "--json",
      order = 1002,
      description = "Writes JSON to stdout, with keys that stay.")
  boolean json;

  // Mutable state
  private @Nullable Terminal terminal;
  private @Nullable Interrupts interrupts;

  CliCommand bind(Terminal newTerminal, Interrupts newInterrupts) {
    terminal = newTerminal;
    interrupts = newInterrupts;
    return this;
  }

  @Override
  public final Integer call() throws Exception {
    return run();
  }

  /**
   * Does the work.
   *
   * @return one of {@link ExitCode}
   * @throws Exception told to the user as a sentence
   */
  protected abstract int run() throws Exception;

  /**
   * Where to write.
   *
   * @return the terminal
   */
  protected final Terminal terminal() {
    return Objects.requireNonNull(terminal);
  }

  /**
   * What Ctrl-C does.
   *
   * @return the registry
   */
  protected final Interrupts interrupts() {
    return Objects.requireNonNull(interrupts);
  }

  /**
   * Whether {@code --json} was given.
   *
   * @return whether scripts read the output
   */
  protected final boolean wantsJson() {
    return json;
  }

  /**
   * Prints one value for scripts.
   *
   * @param value a map, list or scalar
   */
  protected final void printJson(Object value) {
    terminal().out().println(Json.text(value));
  }
}
