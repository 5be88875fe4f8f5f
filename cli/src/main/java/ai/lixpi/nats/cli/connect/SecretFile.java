package ai.lixpi.nats.cli.connect;

import ai.lixpi.nats.cli.CliException;
import ai.lixpi.nats.cli.ExitCode;
import ai.lixpi.nats.cli.output.StandardInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Secrets come from files and go into files that only their owner can read. */
public final class SecretFile {
  private static final int MAX_BYTES = 64 * 1024;

  private SecretFile() {}

  /**
   * Reads a secret; lines that start with '#' and blank ones are passed over, as seed files may
   * have them.
   *
   * @param file the file, or "-" for standard input
   * @return its first line
   */
  public static String read(Path file) {
    try {
      String text =
          file.toString().equals("-")
              ? new String(StandardInput.stream().readNBytes(MAX_BYTES), StandardCharsets.UTF_8)
              : Files.readString(file);
      return text.lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .findFirst()
          .orElseThrow(() -> CliException.usage("The file '" + file + "' is empty: give another."));
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  static CliException unreadable(Path file, IOException cause) {
    String why =
        cause instanceof NoSuchFileException
            ? "does not exist"
            : "can't be read (" + cause.getClass().getSimpleName() + ")";
    return new CliException(
        ExitCode.USAGE,
        "The file '" + file + "' " + why + ": check its path and its permissions.",
        cause);
  }

  /**
   * Writes a secret into a new file with mode 600.
   *
   * @param file must not exist
   * @param text what to write
   */
  public static void write(Path file, String text) {
    try {
      Set<StandardOpenOption> options =
          Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
      try (var channel =
          posix
              ? Files.newByteChannel(
                  file,
                  options,
                  PosixFilePermissions.asFileAttribute(
                      PosixFilePermissions.fromString("rw-------")))
              : Files.newByteChannel(file, options)) {
        channel.write(StandardCharsets.UTF_8.encode(text + "\n"));
      }
    } catch (FileAlreadyExistsException e) {
      throw CliException.failed("The file '" + file + "' exists: give another, or remove it.");
    } catch (IOException e) {
      throw new CliException(
          ExitCode.FAILED, "The file '" + file + "' can't be written: does its folder exist?", e);
    }
  }
}
