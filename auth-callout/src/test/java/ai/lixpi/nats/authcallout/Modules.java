package ai.lixpi.nats.authcallout;

import java.nio.file.Path;

/** Where the files of the project are, whatever folder the tests run in. */
final class Modules {
  private static final Path HERE = Path.of(System.getProperty("basedir", "")).toAbsolutePath();

  private Modules() {}

  /** A file of this module. */
  static Path file(String name) {
    return HERE.resolve(name);
  }

  /** A folder beside this module. */
  static Path folder(String name) {
    return HERE.resolveSibling(name);
  }
}
