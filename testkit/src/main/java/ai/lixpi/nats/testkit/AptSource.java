package ai.lixpi.nats.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * Downloads the package of a newer suite from the mirror that the machine is configured for, into a
 * folder of its own: neither root rights nor the machine's package lists are touched.
 */
final class AptSource implements BinarySource {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final Surroundings surroundings;
  private final Path etcApt;
  private final Path osRelease;

  AptSource(Surroundings surroundings) {
    this(surroundings, Path.of("/etc/apt"), Path.of("/etc/os-release"));
  }

  AptSource(Surroundings surroundings, Path etcApt, Path osRelease) {
    this.surroundings = surroundings;
    this.etcApt = etcApt;
    this.osRelease = osRelease;
  }

  @Override
  public String title() {
    return "apt-get download";
  }

  @Override
  public Path fetch(ServerLine line, Path staging) throws IOException {
    Path folder = staging.toAbsolutePath();
    String aptGet = program("apt-get");
    String dpkgDeb = program("dpkg-deb");
    Files.writeString(folder.resolve("nats.sources"), sourceList(line));
    Files.createDirectories(folder.resolve("lists/partial"));
    Files.createDirectories(folder.resolve("cache/archives/partial"));
    List<String> apt = aptGet(aptGet, folder);
    run(apt, folder, "update");
    run(apt, folder, "download", "nats-server");
    Path unpacked = folder.resolve("unpacked");
    Command.of(dpkgDeb, "-x", packageIn(folder).toString(), unpacked.toString()).run(LIMIT);
    return unpacked.resolve("usr/sbin/nats-server");
  }

  private String program(String name) {
    return surroundings
        .onPath(name)
        .orElseThrow(() -> new NatsServerException("there is no " + name + " on the PATH"))
        .toString();
  }

  /** The machine's own main entry, with its suite replaced by the one that has the server. */
  String sourceList(ServerLine line) throws IOException {
    OsRelease os = OsRelease.read(osRelease);
    AptEntry own =
        AptEntry.main(AptEntry.readAll(etcApt), os.codename())
            .orElseThrow(
                () ->
                    new NatsServerException(
                        "there is no entry for the main archive of " + os.id() + " in " + etcApt));
    String suite = os.isUbuntu() ? line.ubuntuSuite : line.debianSuite;
    return own.toDeb822(suite, os.isUbuntu() ? "main universe" : "main");
  }

  private static List<String> aptGet(String program, Path folder) {
    List<String> words = new ArrayList<>(List.of(program, "-q", "-y"));
    for (String option :
        List.of(
            "Dir::Etc::SourceList=" + folder.resolve("nats.sources"),
            "Dir::Etc::SourceParts=/dev/null",
            "Dir::State::Lists=" + folder.resolve("lists"),
            "Dir::Cache=" + folder.resolve("cache"),
            "Acquire::Languages=none",
            "Acquire::Retries=2",
            "APT::Sandbox::User=root")) {
      Collections.addAll(words, "-o", option);
    }
    return words;
  }

  private static void run(List<String> apt, Path folder, String... verb) {
    List<String> words = new ArrayList<>(apt);
    Collections.addAll(words, verb);
    Command.of(words.toArray(String[]::new)).in(folder).run(LIMIT);
  }

  private static Path packageIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".deb"))
          .findFirst()
          .orElseThrow(() -> new NatsServerException("apt-get brought no package"));
    }
  }
}
