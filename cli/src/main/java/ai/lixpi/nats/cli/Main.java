package ai.lixpi.nats.cli;

import ai.lixpi.nats.cli.output.Terminal;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** The program {@code lixpi-nats}. */
public final class Main {
  /** Converters of picocli that no option here needs, but each start would load. */
  private static final String UNUSED_CONVERTERS = "java\\.(sql|time)\\..*";

  private Main() {}

  /**
   * Runs one command and exits.
   *
   * @param arguments as {@code --help} tells
   */
  public static void main(String[] arguments) {
    System.setProperty("picocli.converters.excludes", UNUSED_CONVERTERS);
    List<String> words = normal(List.of(arguments));
    boolean verbose = words.contains("--verbose") || words.contains("-v");
    if (verbose) {
      System.setProperty(LogSetup.LEVEL, "INFO");
    }
    Terminal terminal = Terminal.system();
    Interrupts interrupts = new Interrupts();
    int code = run(words, terminal, new ErrorReport(terminal, interrupts, verbose), interrupts);
    terminal.flush();
    interrupts.ended();
    System.exit(code);
  }

  /** {@code help pub} is {@code pub --help}; no argument at all asks for help, too. */
  private static List<String> normal(List<String> arguments) {
    List<String> words = new ArrayList<>(arguments);
    if (!words.isEmpty() && words.get(0).equals("help")) {
      words.remove(0);
      words.add("--help");
    }
    return words;
  }

  private static int run(
      List<String> words, Terminal terminal, ErrorReport errors, Interrupts interrupts) {
    CommandLine line = new Commands(terminal, interrupts).line(words);
    PrintWriter out = new PrintWriter(terminal.out(), false, StandardCharsets.UTF_8);
    line.setOut(out);
    line.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(
            terminal.outHasColours() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
    line.setUsageHelpWidth(Math.max(80, Math.min(terminal.columns(), 120)));
    line.setParameterExceptionHandler((failure, arguments) -> errors.wrongArguments(failure));
    line.setExecutionExceptionHandler((failure, command, result) -> errors.failed(failure));
    int code = line.execute(words.toArray(String[]::new));
    out.flush();
    return code;
  }
}
