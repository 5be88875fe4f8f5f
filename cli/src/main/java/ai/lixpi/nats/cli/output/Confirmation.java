package ai.lixpi.nats.cli.output;

import ai.lixpi.nats.cli.CliException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Asks before something that can't be undone. */
public final class Confirmation {
  private Confirmation() {}

  /**
   * Asks a person, if there is one.
   *
   * @param terminal where
   * @param given whether {@code --yes} was given
   * @param question what will happen
   * @throws IOException when standard input fails
   */
  public static void require(Terminal terminal, boolean given, String question) throws IOException {
    if (given) {
      return;
    }
    if (!terminal.canAsk()) {
      throw CliException.usage(question + " Nobody can be asked here: give --yes if you mean it.");
    }
    terminal.err().print(question + " Type 'yes': ");
    terminal.err().flush();
    String line =
        new BufferedReader(new InputStreamReader(StandardInput.stream(), StandardCharsets.UTF_8))
            .readLine();
    if (line == null || !line.strip().toLowerCase(Locale.ROOT).equals("yes")) {
      throw CliException.failed("Nothing was changed, because the answer was not 'yes'.");
    }
  }
}
