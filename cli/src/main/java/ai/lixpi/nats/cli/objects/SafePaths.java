package ai.lixpi.nats.cli.objects;

import ai.lixpi.nats.cli.CliException;
import ai.lixpi.nats.cli.output.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/**
 * Makes file names of object names, which may be anything: nothing leads out of the target folder,
 * neither by its name nor by a symbolic link on the way.
 */
final class SafePaths {
  private SafePaths() {}

  /** The path of an object in a folder; missing folders on the way are made. */
  static Path resolve(Path folder, String name) throws IOException {
    List<String> segments = segments(name);
    Path path = folder;
    for (String segment : segments.subList(0, segments.size() - 1)) {
      path = path.resolve(segment);
      if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
          throw unsafe(name, "'" + path + "' is there and is no folder");
        }
        Files.createDirectory(path);
      }
    }
    return path.resolve(segments.get(segments.size() - 1));
  }

  /** The last part of a name, as a file name. */
  static String lastOf(String name) {
    List<String> segments = segments(name.substring(name.lastIndexOf('/') + 1));
    return segments.get(segments.size() - 1);
  }

  private static List<String> segments(String name) {
    List<String> segments = List.of(name.split("/", -1));
    for (String segment : segments) {
      if (segment.isEmpty()) {
        throw unsafe(name, "it has an empty part");
      }
      if (segment.equals(".") || segment.equals("..")) {
        throw unsafe(name, "it has a part that is '" + segment + "'");
      }
      if (segment.chars().anyMatch(c -> c == '\\' || c == ':' || Character.isISOControl(c))) {
        throw unsafe(name, "it has a backslash, a colon or a control character");
      }
    }
    return segments;
  }

  private static CliException unsafe(String name, String why) {
    return CliException.failed(
        "The object '"
            + Text.oneLine(name)
            + "' can't become a file, because "
            + why
            + ": get it alone, with --output FILE.");
  }
}
