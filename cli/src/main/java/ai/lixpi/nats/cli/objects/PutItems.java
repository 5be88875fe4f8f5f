package ai.lixpi.nats.cli.objects;

import ai.lixpi.nats.cli.CliException;
import ai.lixpi.nats.cli.output.Terminal;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What shall be put under which names. */
final class PutItems {
  private final Terminal terminal;
  private final @Nullable String name;
  private final @Nullable String prefix;

  PutItems(Terminal terminal, @Nullable String name, @Nullable String prefix) {
    this.terminal = terminal;
    this.name = name;
    this.prefix = prefix;
  }

  List<PutItem> of(List<String> paths) throws IOException {
    List<PutItem> items = new ArrayList<>();
    for (String path : paths) {
      if (path.equals("-")) {
        items.add(standardInput());
      } else {
        add(items, Path.of(path));
      }
    }
    if (name != null && items.size() != 1) {
      throw CliException.usage(
          "--name is for a single object, but there are " + items.size() + ": use --prefix.");
    }
    if (items.isEmpty()) {
      throw CliException.failed("There is no file in what was given: nothing was put.");
    }
    return items;
  }

  private PutItem standardInput() {
    if (name == null) {
      throw CliException.usage("What comes from stdin needs a name: give --name.");
    }
    return PutItem.standardInput(before("") + name);
  }

  private void add(List<PutItem> items, Path path) throws IOException {
    if (Files.isRegularFile(path)) {
      items.add(PutItem.file(before("") + (name == null ? path.getFileName() : name), path));
    } else if (Files.isDirectory(path)) {
      addAll(items, path);
    } else {
      throw CliException.failed(
          "'" + path + "' is no file and no directory: check the path, or use '-' for stdin.");
    }
  }

  private void addAll(List<PutItem> items, Path directory) throws IOException {
    Path last = directory.toAbsolutePath().normalize().getFileName();
    boolean unnamed = last == null || directory.normalize().toString().isEmpty();
    String front = before(unnamed ? "" : last + "/");
    try (Stream<Path> walk = Files.walk(directory)) {
      for (Path path : walk.sorted().toList()) {
        if (Files.isSymbolicLink(path) && !path.equals(directory)) {
          terminal.warn("'" + path + "' is a symbolic link and is left out.");
        } else if (Files.isRegularFile(path)) {
          String relative = directory.relativize(path).toString().replace(File.separatorChar, '/');
          items.add(PutItem.file(front + relative, path));
        }
      }
    }
  }

  private String before(String otherwise) {
    return prefix == null ? otherwise : prefix;
  }
}
