package ai.lixpi.nats.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.objectstore.ObjectBucket;
import ai.lixpi.nats.testkit.Direction;
import ai.lixpi.nats.testkit.FaultProxy;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsServerExtension;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.api.MessageInfo;
import io.nats.client.impl.Headers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of a download, and what becomes of the others when one object is bad. */
class ResumeTest {
  @RegisterExtension
  static final NatsServerExtension NATS =
      NatsServerExtension.builder().server(server -> server.jetStream()).build();

  private static final String OLD = "0123456789ABCDEFGHabcd";
  private static final int KEPT = 100_000;

  @TempDir Path home;
  private final byte[] bytes = new byte[300_000];
  private NatsService nats;
  private ObjectBucket bucket;
  private Cli cli;

  ResumeTest(NatsServer server) {
    new Random(11).nextBytes(bytes);
    nats = NatsService.connect(server.url());
    bucket = nats.ensureObjectStore("b");
    cli = Cli.in(Path.of("."));
  }

  @BeforeEach
  void connect(NatsServer server) {
    cli = Cli.at(server.url(), home);
  }

  @AfterEach
  void removeBucket() {
    nats.deleteObjectStore("b");
    nats.close();
  }

  @Test
  void onlyPartsOfTheSameObjectAreRemoved() throws Exception {
    bucket.put("report", bytes);
    Path other = Files.writeString(home.resolve(".report.pdf." + OLD + ".part"), "kept");
    Path older = Files.writeString(home.resolve(".report." + OLD + ".part"), "of no use");

    Cli.Result get = cli.run("object", "get", "b", "report", "--resume");

    assertThat(get.code()).as(get.err()).isZero();
    assertThat(other).hasContent("kept");
    assertThat(older).doesNotExist();
  }

  @Test
  void bytesOfANewVersionAreNotAddedToThoseOfTheOld(NatsServer server) throws Exception {
    Path part = part(bucket.put("large", bytes).info().getNuid());
    Files.write(part, Arrays.copyOf(bytes, KEPT));
    try (FaultProxy proxy = FaultProxy.to(server)) {
      String read = "STREAM.MSG.GET.OBJ_b";
      proxy.after(
          Direction.CLIENT_TO_SERVER,
          read,
          () ->
              proxy.before(
                  Direction.CLIENT_TO_SERVER, read, () -> bucket.put("large", new byte[400_000])));

      Cli.Result get = Cli.at(proxy.url(), home).run("object", "get", "b", "large", "--resume");

      assertThat(get.code()).isEqualTo(ExitCode.FAILED);
      assertThat(get.err()).contains("overwritten meanwhile");
      assertThat(Files.readAllBytes(part)).isEqualTo(Arrays.copyOf(bytes, KEPT));
    }
  }

  @Test
  void aDigestInAnySpellingIsTaken(NatsServer server) throws Exception {
    bucket.put("large", bytes);
    rewrite(
        server,
        "large",
        record -> {
          int begin = record.indexOf("SHA-256=");
          int end = record.indexOf('"', begin);
          String value = record.substring(begin + 8, end).replace("=", "");
          return record.substring(0, begin)
              + "sha-256="
              + value.replace('-', '+').replace('_', '/')
              + record.substring(end);
        });

    Cli.Result get = cli.run("object", "get", "b", "large", "--resume");

    assertThat(get.code()).as(get.err()).isZero();
    assertThat(Files.readAllBytes(home.resolve("large"))).isEqualTo(bytes);
  }

  @Test
  void aSymbolicLinkInPlaceOfAPartIsNotFollowed() throws Exception {
    Path outside = Files.writeString(home.resolve("outside"), "");
    Files.createSymbolicLink(part(bucket.put("large", bytes).info().getNuid()), outside);

    Cli.Result get = cli.run("object", "get", "b", "large", "--resume");

    assertThat(get.code()).isEqualTo(ExitCode.FAILED);
    assertThat(get.err()).contains("is no regular file");
    assertThat(outside).isEmptyFile();
    assertThat(home.resolve("large")).doesNotExist();
  }

  @Test
  void aBadObjectDoesNotKeepTheOthersBack(NatsServer server) throws Exception {
    bucket.put("a-damaged", bytes);
    rewrite(server, "a-damaged", record -> record.replace("SHA-256=", "SHA-256=AAAA"));
    bucket.put("b-\u00fc", bytes);
    bucket.put("c-" + "long".repeat(100), bytes);
    bucket.put("d-good", bytes);

    Cli.Result get =
        cli.env("LC_ALL", "nowhere.UTF-8") // one that Java takes for ASCII
            .run("object", "get", "b", "--all", "--json");

    assertThat(get.code()).isEqualTo(ExitCode.FAILED);
    assertThat(get.err()).contains("a-damaged").contains("b-\u00fc").contains("c-long");
    assertThat(get.out()).contains("d-good").doesNotContain("a-damaged").doesNotContain("b-");
    assertThat(Files.readAllBytes(home.resolve("d-good"))).isEqualTo(bytes);
  }

  private Path part(String nuid) {
    return home.resolve(".large." + nuid + ".part");
  }

  /** Writes the record of an object as another client might. */
  @SuppressWarnings("try") // that close() may be interrupted
  private static void rewrite(NatsServer server, String name, UnaryOperator<String> change)
      throws Exception {
    String encoded = Base64.getUrlEncoder().encodeToString(name.getBytes(StandardCharsets.UTF_8));
    try (Connection connection = Nats.connect(server.url())) {
      MessageInfo record =
          connection.jetStreamManagement().getLastMessage("OBJ_b", "$O.b.M." + encoded);
      String text = new String(record.getData(), StandardCharsets.UTF_8);
      connection
          .jetStream()
          .publish(
              record.getSubject(),
              new Headers().add("Nats-Rollup", "sub"),
              change.apply(text).getBytes(StandardCharsets.UTF_8));
    }
  }
}
