package ai.lixpi.nats.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.objectstore.ObjectBucket;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsServerExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectsTest {
  @RegisterExtension
  static final NatsServerExtension NATS =
      NatsServerExtension.builder().server(server -> server.jetStream()).build();

  @TempDir Path home;
  private Cli cli = Cli.in(Path.of("."));

  @BeforeEach
  void connect(NatsServer server) {
    cli = Cli.at(server.url(), home);
  }

  @Test
  void aBucketIsMadeListedShownAndRemoved() {
    assertThat(cli.run("bucket", "create", "life", "--description", "A test", "--ttl", "7d").code())
        .isZero();

    assertThat(cli.run("bucket", "ls").out()).contains("BUCKET").contains("life").contains("7 d");
    assertThat(cli.run("bucket", "info", "life").out()).contains("A test").contains("after 7 d");
    assertThat(cli.run("bucket", "rm", "life").err()).contains("--yes");
    assertThat(cli.run("bucket", "rm", "life", "--yes").code()).isZero();
    assertThat(cli.run("bucket", "rm", "life", "--yes").code()).isEqualTo(ExitCode.NOT_FOUND);
  }

  @Test
  void aSealedBucketTakesNothingMore() throws IOException {
    Path file = Files.writeString(home.resolve("a"), "a");
    cli.run("object", "put", "sealed", file.toString(), "--create");
    assertThat(cli.run("bucket", "seal", "sealed", "--yes").code()).isZero();

    Cli.Result put = cli.run("object", "put", "sealed", file.toString());

    assertThat(put.code()).isEqualTo(ExitCode.FAILED);
    assertThat(put.err()).contains("sealed");
  }

  @Test
  void aFileGoesUpAndComesBack() throws IOException {
    byte[] bytes = new byte[300_000];
    new Random(7).nextBytes(bytes);
    Path file = Files.write(home.resolve("data.bin"), bytes);
    assertThat(cli.run("object", "put", "files", file.toString(), "--create").code()).isZero();
    Files.delete(file);

    Cli.Result get = cli.run("object", "get", "files", "data.bin");

    assertThat(get.code()).as(get.err()).isZero();
    assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    assertThat(cli.run("object", "ls", "files").out()).contains("data.bin").contains("293.0 KiB");
    assertThat(cli.run("object", "info", "files", "data.bin").out()).contains("SHA-256=");
    assertThat(cli.run("object", "rm", "files", "data.bin").code()).isZero();
    assertThat(cli.run("object", "get", "files", "data.bin", "--force").code())
        .isEqualTo(ExitCode.NOT_FOUND);
  }

  @Test
  void stdinGoesUpAndComesBackOnStdout() {
    cli.run("bucket", "create", "pipes");
    Cli.Result put = cli.runWith("from a pipe", "object", "put", "pipes", "-", "--name", "p");

    assertThat(put.code()).as(put.err()).isZero();
    assertThat(cli.run("object", "get", "pipes", "p", "-o", "-").out()).isEqualTo("from a pipe");
  }

  @Test
  void aDirectoryGoesUpAndComesBack() throws IOException {
    Path site = Files.createDirectories(home.resolve("site/css"));
    Files.writeString(home.resolve("site/index.html"), "index");
    Files.writeString(site.resolve("a b.css"), "css");
    Files.createSymbolicLink(home.resolve("site/link"), Path.of("/etc/hostname"));

    Cli.Result put = cli.run("object", "put", "sites", "site", "--create");
    Cli.Result get = cli.run("object", "get", "sites", "--all", "-o", "back");

    assertThat(put.err()).contains("symbolic link");
    assertThat(get.code()).as(get.err()).isZero();
    assertThat(files(home.resolve("back"))).containsExactly("site/css/a b.css", "site/index.html");
  }

  private static List<String> files(Path folder) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(Files::isRegularFile)
          .map(path -> folder.relativize(path).toString())
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"../escaped", "/escaped", "a/../../escaped", "a//b", "..", "a\\b", "e\n"})
  void aNameThatLeadsOutOfTheFolderIsRefused(String name, NatsServer server) throws IOException {
    try (NatsService nats = NatsService.connect(server.url())) {
      ObjectBucket bucket = nats.ensureObjectStore("evil" + Integer.toHexString(name.hashCode()));
      bucket.put(name, Cli.utf8("evil"));
      bucket.put("good", Cli.utf8("good"));
      Path folder = Files.createDirectories(home.resolve("inside"));

      Cli.Result get =
          cli.folder(folder).run("object", "get", bucket.name(), "--all", "-o", "target");

      assertThat(get.code()).isEqualTo(ExitCode.FAILED);
      assertThat(get.err()).contains("can't become a file");
      assertThat(files(home).stream().filter(path -> !path.startsWith(".")))
          .containsExactly("inside/target/good");
    }
  }

  @Test
  void aSymbolicLinkInTheTargetIsNotFollowed(NatsServer server) throws IOException {
    try (NatsService nats = NatsService.connect(server.url())) {
      nats.ensureObjectStore("linked").put("sub/file", Cli.utf8("x"));
    }
    Path outside = Files.createDirectories(home.resolve("outside"));
    Path target = Files.createDirectories(home.resolve("target"));
    Files.createSymbolicLink(target.resolve("sub"), outside);

    Cli.Result get = cli.run("object", "get", "linked", "--all", "-o", "target");

    assertThat(get.code()).isEqualTo(ExitCode.FAILED);
    assertThat(get.err()).contains("is no folder");
    assertThat(files(outside)).isEmpty();
  }

  @Test
  void aFileThatIsThereIsReplacedOnRequestOnly(NatsServer server) throws IOException {
    try (NatsService nats = NatsService.connect(server.url())) {
      nats.ensureObjectStore("there").put("x", Cli.utf8("new"));
    }
    Path file = Files.writeString(home.resolve("x"), "old");

    assertThat(cli.run("object", "get", "there", "x").err()).contains("--force");
    assertThat(file).hasContent("old");
    assertThat(cli.run("object", "get", "there", "x", "--force").code()).isZero();
    assertThat(file).hasContent("new");
  }

  @Test
  void aMissingBucketIsNotMadeByAPut() throws IOException {
    Path file = Files.writeString(home.resolve("a"), "a");

    Cli.Result put = cli.run("object", "put", "typo", file.toString());

    assertThat(put.code()).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(put.err()).contains("--create");
  }

  @Test
  void changesAreWatched() throws IOException {
    Path file = Files.writeString(home.resolve("seen"), "a");
    cli.run("bucket", "create", "watched");
    try (Running watch = cli.start("object", "watch", "watched", "--count", "2")) {
      watch.awaitErr("Watching");
      cli.run("object", "put", "watched", file.toString());
      cli.run("object", "rm", "watched", "seen");

      Cli.Result result = watch.end();
      assertThat(result.code()).isZero();
      assertThat(result.lines()).hasSize(2);
      assertThat(result.out()).contains("written  seen").contains("deleted  seen");
    }
  }
}
