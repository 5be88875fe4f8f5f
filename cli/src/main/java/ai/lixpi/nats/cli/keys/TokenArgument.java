package ai.lixpi.nats.cli.keys;

import ai.lixpi.nats.cli.CliException;
import ai.lixpi.nats.cli.connect.SecretFile;
import ai.lixpi.nats.cli.output.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Parameters;

/** A token to look at: a file, also a creds file, or stdin. */
final class TokenArgument {
  private static final Pattern TOKEN =
      Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*");
  private static final Pattern CREDS =
      Pattern.compile("-BEGIN NATS USER JWT-++\\s++(\\S++)\\s++-++END NATS USER JWT-");

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "A file with the token, also a creds file; '-' (default) for stdin.")
  String source = "-";

  String read(Terminal terminal) throws IOException {
    if (TOKEN.matcher(source).matches() && !Files.exists(Path.of(source))) {
      terminal.warn(
          "A token as an argument can be seen by other users of this machine: send it to stdin.");
      return source;
    }
    if (!source.equals("-") && Files.size(existing()) < 64 * 1024) {
      Matcher creds = CREDS.matcher(Files.readString(existing()));
      if (creds.find()) {
        return creds.group(1);
      }
    }
    return SecretFile.read(Path.of(source));
  }

  private Path existing() {
    Path file = Path.of(source);
    if (!Files.isRegularFile(file)) {
      throw CliException.usage("There is no file '" + source + "': check its path, or use stdin.");
    }
    return file;
  }
}
