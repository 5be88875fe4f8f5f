package ai.lixpi.nats.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** Where the files of the project are, whatever folder the tests run in. */
final class Project {
  static final Path FOLDER = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
  static final Path ROOT = FOLDER.resolveSibling("");
  static final Path SCENARIOS = FOLDER.resolve("src/test/resources/scenarios");

  private Project() {}

  /** The regular files of a folder, sorted. */
  static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  static void copy(Path from, Path to) throws IOException {
    for (Path file : files(from)) {
      Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** All files of a folder as one text. */
  static String contents(Path folder) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Path file : files(folder)) {
      text.append(file.getFileName()).append('\n').append(Files.readString(file)).append('\n');
    }
    return text.toString();
  }
}
