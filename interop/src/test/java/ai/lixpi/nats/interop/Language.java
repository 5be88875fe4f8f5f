package ai.lixpi.nats.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The languages of the peers; each installs itself below {@code target} from what is pinned. */
enum Language {
  NODE("node", "--version", "Node.js 20 or later") {
    @Override
    List<String> install(Path folder) throws Exception {
      require("npm", "--version", "npm, which comes with Node.js");
      run(folder, "npm", "ci", "--no-audit", "--no-fund");
      return List.of("node", "peer.mjs");
    }
  },
  PYTHON("python3", "--version", "Python 3.11 or later with venv") {
    @Override
    List<String> install(Path folder) throws Exception {
      String python = folder.resolve("venv/bin/python").toString();
      run(folder, "python3", "-m", "venv", "venv");
      run(folder, python, "-m", "pip", "install", "-q", "--no-input", "-r", "requirements.txt");
      return List.of(python, "peer.py");
    }
  },
  GO("go", "version", "Go 1.26 or later") {
    @Override
    List<String> install(Path folder) throws Exception {
      String program = folder.resolve("peer").toString();
      run(folder, "go", "build", "-o", program, ".");
      return List.of(program);
    }
  };

  private static final int INSTALL_MINUTES = 5;

  private final String program;
  private final String option;
  private final String what;

  Language(String program, String option, String what) {
    this.program = program;
    this.option = option;
    this.what = what;
  }

  /** Installs the peer in its folder and says how to run it. */
  abstract List<String> install(Path folder) throws Exception;

  /** As scenarios name it. */
  String id() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /** Its sources copied to {@code target} and everything they need; done once a version. */
  Prepared prepare() throws Exception {
    Path sources = Project.FOLDER.resolve("peers").resolve(id());
    Path folder = Project.FOLDER.resolve("target/peers").resolve(id());
    String wanted = Project.contents(sources);
    Path done = folder.resolve("installed.txt");
    require(program, option, what);
    if (Files.exists(done) && Files.readString(done).startsWith(wanted)) {
      return new Prepared(
          folder, Files.readString(done).substring(wanted.length()).lines().toList());
    }
    Files.createDirectories(folder);
    Project.copy(sources, folder);
    List<String> command = install(folder);
    Files.writeString(done, wanted + String.join("\n", command));
    return new Prepared(folder, command);
  }

  record Prepared(Path folder, List<String> command) {}

  static void require(String program, String option, String what) throws InterruptedException {
    try {
      new ProcessBuilder(program, option)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new AssertionError(
          "There is no '%s' on the PATH: install %s, or leave out -Pinterop."
              .formatted(program, what),
          e);
    }
  }

  static void run(Path folder, String... command) throws Exception {
    Path log = folder.resolve("install.log");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (!process.waitFor(INSTALL_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new AssertionError(String.join(" ", command) + " failed:\n" + Files.readString(log));
    }
  }
}
