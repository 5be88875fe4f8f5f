package ai.lixpi.nats.cli.messaging;

import ai.lixpi.nats.cli.CliException;
import ai.lixpi.nats.cli.output.StandardInput;
import ai.lixpi.nats.cli.output.Terminal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is sent: text from the arguments, files, standard input whole or line by line. */
final class Payloads {
  private Payloads() {}

  static Stream<byte[]> of(
      @Nullable String text, @Nullable List<Path> files, boolean lines, Terminal terminal) {
    int ways = (text == null ? 0 : 1) + (files == null ? 0 : 1) + (lines ? 1 : 0);
    if (ways > 1) {
      throw CliException.usage("Give only one of a text, --file and --lines.");
    }
    if (files != null) {
      return files.stream().map(Payloads::file);
    }
    if (text != null && !text.equals("-")) {
      return Stream.of(text.getBytes(StandardCharsets.UTF_8));
    }
    if (terminal.canAsk()) {
      terminal.note("Type the message and end it with Ctrl-D.");
    }
    return lines ? lines() : Stream.of(standardInput());
  }

  static byte[] one(@Nullable String text, @Nullable Path file, Terminal terminal) {
    return of(text, file == null ? null : List.of(file), false, terminal).findFirst().orElseThrow();
  }

  private static Stream<byte[]> lines() {
    return new BufferedReader(new InputStreamReader(StandardInput.stream(), StandardCharsets.UTF_8))
        .lines()
        .map(line -> line.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] standardInput() {
    try {
      return StandardInput.stream().readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] file(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw CliException.failed("The file '" + file + "' does not exist: check its path.");
    } catch (IOException e) {
      throw CliException.failed(
          "The file '"
              + file
              + "' can't be read ("
              + e.getClass().getSimpleName()
              + "): check its permissions.");
    }
  }
}
