package ai.lixpi.nats.cli;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import picocli.CommandLine;

/**
 * Loads the classes that commands need, so that the JVM archives them at exit. Run by the launcher
 * once for each jar.
 */
public final class Training {
  private static final List<String> PACKAGES =
      List.of(
          "ai/lixpi/",
          "io/nats/",
          "picocli/",
          "me/tongfei/",
          "ch/qos/logback/classic/",
          "ch/qos/logback/core/",
          "org/slf4j/",
          "com/fasterxml/jackson/");

  private Training() {}

  /**
   * Loads them.
   *
   * @param arguments none
   * @throws IOException when the jar can't be read
   * @throws URISyntaxException never
   */
  public static void main(String[] arguments) throws IOException, URISyntaxException {
    Path jar = Path.of(Training.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (JarFile file = new JarFile(jar.toFile())) {
      for (Enumeration<JarEntry> all = file.entries(); all.hasMoreElements(); ) {
        load(all.nextElement().getName());
      }
    }
    Commands.makers().values().forEach(maker -> new CommandLine(maker.get()).getUsageMessage());
  }

  private static void load(String entry) {
    if (entry.endsWith(".class") && PACKAGES.stream().anyMatch(entry::startsWith)) {
      String name = entry.substring(0, entry.length() - 6).replace('/', '.');
      try {
        Class.forName(name, false, Training.class.getClassLoader());
      } catch (ClassNotFoundException | LinkageError e) {
        // it needs what is not there, and no command needs it
      }
    }
  }
}
