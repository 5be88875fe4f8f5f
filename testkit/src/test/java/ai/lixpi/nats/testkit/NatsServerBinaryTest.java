package ai.lixpi.nats.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class NatsServerBinaryTest {
  @TempDir Path folder;
  private final Map<String, String> properties = new HashMap<>();
  private final Map<String, String> variables = new HashMap<>();

  @BeforeEach
  void useAnEmptyCache() {
    properties.put("nats.server.cache", folder.resolve("cache").toString());
  }

  @Test
  void propertyWinsOverVariablePathAndCache() throws IOException {
    Path byProperty = program("property/nats-server", "nats-server: v2.11.0");
    Path byVariable = program("variable/nats-server", "nats-server: v2.12.0");
    onPath("nats-server: v2.13.0");
    variables.put("NATS_SERVER_BINARY", byVariable.toString());
    assertThat(locate(ServerLine.NEWEST)).isEqualTo(byVariable);
    properties.put("nats.server.binary", byProperty.toString());
    assertThat(locate(ServerLine.NEWEST)).isEqualTo(byProperty);
  }

  @Test
  void wrongPathIsAnExceptionEvenIfThereIsAServerOnThePath() throws IOException {
    onPath("nats-server: v2.13.0");
    properties.put("nats.server.binary", folder.resolve("nowhere").toString());
    assertThatThrownBy(() -> locate(ServerLine.NEWEST))
        .isInstanceOf(NatsServerException.class)
        .hasMessageContaining("nats.server.binary")
        .hasMessageContaining("NATS_SERVER_BINARY")
        .hasMessageContaining(folder.resolve("nowhere").toString())
        .hasMessageEndingWith("or unset it.");
  }

  @Test
  void configuredServerThatIsTooOldIsAnException() throws IOException {
    properties.put("nats.server.binary", program("old", "nats-server: v2.9.10").toString());
    assertThatThrownBy(() -> locate(ServerLine.NEWEST))
        .hasMessageContaining("2.10.0 or later")
        .hasMessageContaining("It is a nats-server 2.9.10.");
  }

  @Test
  void configuredProgramThatIsNoServerIsAnException() throws IOException {
    properties.put("nats.server.binary", program("other", "GNU coreutils 9.1.0").toString());
    assertThatThrownBy(() -> locate(ServerLine.NEWEST)).hasMessageContaining("is no nats-server");
  }

  @Test
  void serverOnThePathWinsOverTheCache() throws IOException {
    program("cache/newest/nats-server", "nats-server: v2.14.0");
    Path onPath = onPath("nats-server: v2.10.0");
    assertThat(locate(ServerLine.NEWEST)).isEqualTo(onPath);
  }

  @Test
  void oldServerOnThePathIsPassedOverForTheCache() throws IOException {
    Path cached = program("cache/newest/nats-server", "nats-server: v2.14.0");
    onPath("nats-server: v2.9.10");
    assertThat(locate(ServerLine.NEWEST)).isEqualTo(cached);
  }

  @Test
  void secondServerHasAPropertyOfItsOwn() throws IOException {
    Path second = program("second", "nats-server: v2.10.27");
    onPath("nats-server: v2.15.1");
    properties.put("nats.server.binary.2_10", second.toString());
    assertThat(locate(ServerLine.V2_10)).isEqualTo(second);
    properties.put("nats.server.binary.2_10", onPath("nats-server: v2.15.1").toString());
    assertThatThrownBy(() -> locate(ServerLine.V2_10)).hasMessageContaining("2.10.x");
  }

  @Test
  void secondServerIsNotTakenFromThePath() throws IOException {
    onPath("nats-server: v2.10.27");
    Path cached = program("cache/2.10/nats-server", "nats-server: v2.10.20");
    assertThat(locate(ServerLine.V2_10)).isEqualTo(cached);
  }

  @Test
  void fetchedServerIsKeptInTheCache() throws IOException {
    List<String> asked = new ArrayList<>();
    BinarySource source = fake("first", asked, "nats-server: v2.15.1");
    assertThat(locate(ServerLine.NEWEST, source))
        .isEqualTo(folder.resolve("cache/newest/nats-server"));
    assertThat(locate(ServerLine.NEWEST, source)).isExecutable();
    assertThat(asked).containsExactly("first");
    assertThat(folder.resolve("cache")).isDirectoryNotContaining("glob:**fetch-*");
  }

  @Test
  void nextSourceIsAskedWhenOneFailsOrBringsAnotherVersion() throws IOException {
    List<String> asked = new ArrayList<>();
    Path found =
        locate(
            ServerLine.V2_10,
            fake("first", asked, "broken"),
            fake("second", asked, "nats-server: v2.15.1"),
            fake("third", asked, "nats-server: v2.10.27"));
    assertThat(BinaryLocator.versionOf(found)).hasToString("2.10.27");
    assertThat(asked).containsExactly("first", "second", "third");
  }

  @Test
  void whenNothingHelpsTheThreeWaysAreNamed() {
    assertThatThrownBy(
            () ->
                new BinaryLocator(new Surroundings(properties, Map.of())).locate(ServerLine.NEWEST))
        .isInstanceOf(NatsServerException.class)
        .hasMessageContaining("nats.server.binary")
        .hasMessageContaining("PATH")
        .hasMessageContaining("Go 1.21")
        .hasMessageContaining("apt-get download: there is no apt-get on the PATH")
        .hasMessageContaining("go install: there is no go on the PATH");
  }

  @ParameterizedTest
  @EnumSource(ServerLine.class)
  void realServerIsFetchedIntoAnEmptyCache(ServerLine line) throws IOException {
    // All that a fetch needs, but not nats-server, which on the PATH would make the fetch needless.
    Surroundings machine = Surroundings.current();
    for (String tool : List.of("apt-get", "dpkg-deb", "go")) {
      Optional<Path> program = machine.onPath(tool);
      if (program.isPresent()) {
        script(folder.resolve("tools").resolve(tool), "exec " + program.get() + " \"$@\"");
      }
    }
    variables.put("PATH", folder.resolve("tools").toString());
    Path fetched = new BinaryLocator(new Surroundings(properties, variables)).locate(line);
    assertThat(fetched).isEqualTo(folder.resolve("cache/" + line.title + "/nats-server"));
    assertThat(line.accepts(BinaryLocator.versionOf(fetched))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "nats-server: v2.15.1, 2.15.1",
    "nats-server: v2.10.0-RC.1, 2.10.0",
    "nats-server version 2.0.4, 2.0.4"
  })
  void versionIsRead(String output, String version) {
    assertThat(ServerVersion.parse(output).orElseThrow()).hasToString(version);
  }

  @Test
  void versionsAreOrderedByNumberNotByText() {
    assertThat(new ServerVersion(2, 9, 10).isAtLeast(ServerVersion.OLDEST_SUPPORTED)).isFalse();
    assertThat(new ServerVersion(2, 10, 0).isAtLeast(ServerVersion.OLDEST_SUPPORTED)).isTrue();
    assertThat(new ServerVersion(3, 0, 0).isAtLeast(ServerVersion.OLDEST_SUPPORTED)).isTrue();
  }

  @Test
  void onlyAGoThatFetchesToolchainsIsRecent() {
    assertThat(GoSource.isRecent("go version go1.21.0 linux/amd64")).isTrue();
    assertThat(GoSource.isRecent("go version go1.19.8 linux/amd64")).isFalse();
    assertThat(GoSource.isRecent("go version devel")).isFalse();
  }

  @Test
  void foundServerIsKeptForTheLifeOfTheJvm() {
    assertThat(NatsServerBinary.newest()).isSameAs(NatsServerBinary.newest());
    assertThat(NatsServerBinary.newest().path()).isExecutable();
    assertThat(NatsServerBinary.of210().version()).startsWith("2.10.");
  }

  @Test
  void testsOfBothServersRunOnTwoServersOfWhichOneIsRecent() {
    assertThat(running(NatsServerBinary.newest()))
        .as(
            "an old nats-server on the PATH hides the newest: name another one in NATS_SERVER_BINARY")
        .isGreaterThanOrEqualTo(new ServerVersion(2, 12, 0));
    assertThat(running(NatsServerBinary.of210()))
        .isBetween(new ServerVersion(2, 10, 0), new ServerVersion(2, 10, 999));
  }

  private static ServerVersion running(NatsServerBinary binary) {
    try (NatsServer server = NatsServer.builder().binary(binary).start()) {
      Matcher version =
          Pattern.compile("\"version\": *\"([^\"]+)\"").matcher(server.monitoring("/varz"));
      assertThat(version.find()).isTrue();
      return ServerVersion.parse("nats-server " + version.group(1)).orElseThrow();
    }
  }

  private Path locate(ServerLine line, BinarySource... sources) {
    return new BinaryLocator(new Surroundings(properties, variables), List.of(sources))
        .locate(line);
  }

  private BinarySource fake(String title, List<String> asked, String says) {
    return new BinarySource() {
      @Override
      public String title() {
        return title;
      }

      @Override
      public Path fetch(ServerLine line, Path staging) throws IOException {
        asked.add(title);
        return script(staging.resolve("nats-server"), "echo '" + says + "'");
      }
    };
  }

  private Path onPath(String says) throws IOException {
    Path program = program("path/nats-server", says);
    variables.put("PATH", folder.resolve("absent") + ":" + program.getParent());
    return program;
  }

  private Path program(String name, String says) throws IOException {
    return script(folder.resolve(name), "echo '" + says + "'");
  }

  private static Path script(Path file, String line) throws IOException {
    Files.createDirectories(file.resolveSibling("."));
    Files.writeString(file, "#!/bin/sh\n" + line + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
