package ai.lixpi.nats.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Help is what users read: {@code -Dgolden.update=true} writes it anew, to be looked at. */
class HelpTest {
  private static final Path GOLDEN = Path.of("src/test/resources/help");

  @TempDir static Path home;

  static Stream<String> paths() {
    List<String> paths = new ArrayList<>(List.of(""));
    paths.addAll(Catalog.GROUPS.keySet());
    paths.addAll(Catalog.all().keySet());
    return paths.stream();
  }

  @ParameterizedTest
  @MethodSource("paths")
  void helpIsTheGoldenOne(String path) throws IOException {
    String[] words = path.isEmpty() ? new String[0] : path.split(" ");
    String[] arguments = Arrays.copyOf(words, words.length + 1);
    arguments[words.length] = "--help";
    Cli.Result result = Cli.in(home).run(arguments);
    Path golden = GOLDEN.resolve((path.isEmpty() ? "lixpi-nats" : path.replace(' ', '-')) + ".txt");
    if (Boolean.getBoolean("golden.update")) {
      Files.createDirectories(GOLDEN);
      Files.writeString(golden, result.out());
    }
    assertThat(result.err()).isEmpty();
    assertThat(result.code()).isEqualTo(ExitCode.OK);
    assertThat(result.out()).isEqualTo(Files.readString(golden));
  }

  @Test
  void everyCommandHasExamples() {
    assertThat(Catalog.all().values()).allMatch(entry -> entry.examples().length > 0);
  }

  @Test
  void helpInFrontIsTheSame() {
    assertThat(Cli.in(home).run("help", "pub").out())
        .isEqualTo(Cli.in(home).run("pub", "--help").out());
  }

  @Test
  void noCommandShowsTheHelpAndIsWrong() {
    Cli.Result result = Cli.in(home).run();

    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("Usage: lixpi-nats");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "bucket", "object", "jwt", "nkey"})
  void theHelpNamesTheCommandsThatAreThereWithoutIt(String group) {
    String[] words = group.isEmpty() ? new String[0] : new String[] {group};
    String[] arguments = Arrays.copyOf(words, words.length + 1);
    arguments[words.length] = "--help";

    assertThat(Cli.in(home).run(words).err()).isEqualTo(Cli.in(home).run(arguments).out());
  }

  @Test
  void noLineOfTheHelpEndsWithinAnAddress() {
    assertThat(Cli.in(home).run("pub", "--help").out()).contains("nats://localhost:4222");
  }

  @Test
  void aMisspeltCommandOfAGroupIsAnsweredWithASuggestion() {
    assertThat(Cli.in(home).run("object", "gett").err()).contains("Did you mean").contains("get");
  }

  @Test
  void aMisspeltCommandIsAnsweredWithASuggestion() {
    Cli.Result result = Cli.in(home).run("pubb");

    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("pubb").contains("Did you mean").contains("--help");
  }

  @Test
  void theVersionIsTold() {
    assertThat(Cli.in(home).run("--version").out()).startsWith("lixpi-nats 0.");
  }
}
