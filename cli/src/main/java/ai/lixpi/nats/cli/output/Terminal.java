package ai.lixpi.nats.cli.output;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Standard output and error, always UTF-8, and whether people look at them. */
public final class Terminal {
  private static final int BUFFER = 64 * 1024;
  private static final int DEFAULT_COLUMNS = 80;

  private final PrintStream out;
  private final PrintStream err;
  private final boolean inIsTerminal;
  private final boolean outIsTerminal;
  private final boolean errIsTerminal;
  private final boolean colours;
  private final int columns;

  private Terminal(Map<String, String> environment) {
    out = new PrintStream(buffered(FileDescriptor.out), false, StandardCharsets.UTF_8);
    err = new PrintStream(buffered(FileDescriptor.err), true, StandardCharsets.UTF_8);
    inIsTerminal = isTerminal("stdin", 0);
    outIsTerminal = isTerminal("stdout", 1);
    errIsTerminal = isTerminal("stderr", 2);
    String noColour = environment.getOrDefault("NO_COLOR", "");
    colours = noColour.isEmpty() && !"dumb".equals(environment.get("TERM"));
    columns = Integer.getInteger("lixpi.columns", DEFAULT_COLUMNS);
  }

  /**
   * That of this process.
   *
   * @return a new one
   */
  public static Terminal system() {
    return new Terminal(System.getenv());
  }

  private static OutputStream buffered(FileDescriptor descriptor) {
    return new BufferedOutputStream(new FileOutputStream(descriptor), BUFFER);
  }

  /** The launcher knows; without it Linux does. */
  private static boolean isTerminal(String stream, int descriptor) {
    @Nullable String told = System.getProperty("lixpi.tty." + stream);
    if (told != null) {
      return Boolean.parseBoolean(told);
    }
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | RuntimeException e) {
      return false; // then nothing is coloured and nobody is asked
    }
  }

  /**
   * Standard output, buffered.
   *
   * @return the stream
   */
  public PrintStream out() {
    return out;
  }

  /**
   * Standard error.
   *
   * @return the stream
   */
  public PrintStream err() {
    return err;
  }

  /**
   * Whether a person can answer questions.
   *
   * @return true when standard input and error are a terminal
   */
  public boolean canAsk() {
    return inIsTerminal && errIsTerminal;
  }

  /**
   * Whether people read standard output.
   *
   * @return true for a terminal
   */
  public boolean outIsTerminal() {
    return outIsTerminal;
  }

  /**
   * Whether people read standard error.
   *
   * @return true for a terminal
   */
  public boolean errIsTerminal() {
    return errIsTerminal;
  }

  /**
   * How wide it is.
   *
   * @return columns
   */
  public int columns() {
    return columns;
  }

  /**
   * Whether to colour standard output.
   *
   * @return true for a terminal, unless NO_COLOR says no
   */
  public boolean outHasColours() {
    return colours && outIsTerminal;
  }

  /**
   * Whether to colour standard error.
   *
   * @return true for a terminal, unless NO_COLOR says no
   */
  public boolean errHasColours() {
    return colours && errIsTerminal;
  }

  /**
   * Says on standard error what people want to know and scripts do not.
   *
   * @param sentence the sentence
   */
  public void note(String sentence) {
    out.flush(); // in the order in which it was said
    err.println(sentence);
  }

  /**
   * Warns on standard error.
   *
   * @param sentence the sentence
   */
  public void warn(String sentence) {
    out.flush();
    err.println("lixpi-nats: " + Style.YELLOW.on(errHasColours(), "warning:") + " " + sentence);
  }

  /**
   * Tells a failure on standard error.
   *
   * @param sentence what happened and what to do
   */
  public void fail(String sentence) {
    out.flush();
    err.println("lixpi-nats: " + Style.RED.on(errHasColours(), "error:") + " " + sentence);
  }

  /** Writes out what is buffered. */
  public void flush() {
    out.flush();
    err.flush();
  }
}
