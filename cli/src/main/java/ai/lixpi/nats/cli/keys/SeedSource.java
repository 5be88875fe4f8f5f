package ai.lixpi.nats.cli.keys;

import ai.lixpi.nats.cli.CliException;
import ai.lixpi.nats.cli.connect.SecretFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where seeds come from: a file, stdin, a variable; never an argument. */
final class SeedSource {
  private SeedSource() {}

  static String of(Path file) {
    String text = file.toString();
    if (text.length() == 58 && text.startsWith("S")) {
      throw CliException.usage(
          "A seed as an argument can be seen by other users of this machine: write it into a file,"
              + " or send it to stdin.");
    }
    return SecretFile.read(file);
  }

  static String ofFileOrVariable(@Nullable Path file) {
    if (file != null) {
      return of(file);
    }
    String seed = System.getenv("NATS_NKEY_SEED");
    if (seed == null || seed.isBlank()) {
      throw CliException.usage(
          "There is no seed: give --nkey-seed-file FILE, or set NATS_NKEY_SEED. 'lixpi-nats nkey new"
              + " --output FILE' makes one.");
    }
    return seed.strip();
  }
}
