package ai.lixpi.nats.authcallout.app;

import ai.lixpi.nats.ConfigurationException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/** The program: reads its arguments, and runs the responder until it is asked to end. */
public final class Main {
  private static final String LOG_CONFIGURATION = "logback.configurationFile";

  /** What {@link #run} returns when the responder goes on until the JVM is asked to end. */
  public static final int KEEPS_RUNNING = ExitCode.KEEPS_RUNNING;

  private Main() {}

  /**
   * Runs the program.
   *
   * @param arguments as {@code --help} tells
   */
  public static void main(String[] arguments) {
    if (System.getProperty(LOG_CONFIGURATION) == null) {
      System.setProperty(LOG_CONFIGURATION, "auth-callout-logback.xml");
    }
    int code = run(List.of(arguments), System.getenv(), System.out, System.err);
    if (code != ExitCode.KEEPS_RUNNING) {
      System.exit(code);
    }
  }

  /**
   * Runs the program inside another one.
   *
   * @param arguments as {@code --help} tells
   * @param environment the variables
   * @param out where to print
   * @param err where to tell what is wrong
   * @return an exit code, or {@link #KEEPS_RUNNING}; a shutdown hook ends the responder then
   */
  public static int run(
      List<String> arguments, Map<String, String> environment, PrintStream out, PrintStream err) {
    try {
      Arguments given = Arguments.parse(arguments);
      return switch (given.task()) {
        case HELP -> {
          out.print(Arguments.help());
          yield ExitCode.FINE;
        }
        case MAKE_KEYS -> {
          out.print(Keys.make());
          yield ExitCode.FINE;
        }
        case CHECK -> Program.check(Settings.read(given.file(), environment), out, err);
        case RUN -> Program.run(Settings.read(given.file(), environment));
      };
    } catch (ConfigurationException e) {
      err.println("auth-callout: " + e.getMessage());
      return ExitCode.WRONG_CONFIGURATION;
    }
  }
}
