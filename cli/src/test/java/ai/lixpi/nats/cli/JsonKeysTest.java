package ai.lixpi.nats.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsServerExtension;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Scripts rely on these keys: they may grow in number, but none may go or change its name. */
class JsonKeysTest {
  private static final JsonMapper JSON = new JsonMapper();

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
  void messages() {
    try (Running reply = cli.start("reply", "ask", "--echo")) {
      reply.awaitErr("Answering");
      assertThat(keys("request", "ask", "x", "--json"))
          .containsExactly("subject", "milliseconds", "bytes", "text");
    }
    assertThat(keys("pub", "x", "y", "--json"))
        .containsExactly("subject", "messages", "bytes", "seconds");
    try (Running sub = cli.start("sub", "x", "--json", "--count", "1")) {
      sub.awaitErr("Listening");
      cli.run("pub", "x", "y", "-H", "K: V");
      assertThat(names(sub.end().out()))
          .containsExactly("number", "time", "subject", "headers", "bytes", "text");
    }
  }

  @Test
  void buckets() {
    assertThat(
            keys(
                "bucket",
                "create",
                "j",
                "--description",
                "d",
                "--ttl",
                "1d",
                "--max-size",
                "1G",
                "--metadata",
                "a=b",
                "--json"))
        .containsExactly(BUCKET);
    assertThat(keys("bucket", "ls", "--json")).containsExactly(BUCKET);
    assertThat(keys("bucket", "info", "j", "--json")).contains(BUCKET).endsWith("objects");
    assertThat(keys("bucket", "rm", "j", "--yes", "--json")).containsExactly("bucket", "deleted");
  }

  private static final String[] BUCKET = {
    "bucket",
    "description",
    "bytes",
    "maxBytes",
    "ttlSeconds",
    "storage",
    "replicas",
    "compressed",
    "sealed",
    "metadata"
  };

  private static final String[] OBJECT = {
    "name", "bytes", "chunks", "modified", "digest", "description", "headers", "metadata"
  };

  @Test
  void objects(NatsServer server) throws IOException {
    Path file = Files.writeString(home.resolve("f"), "content");
    String[] put = {
      "object",
      "put",
      "o",
      file.toString(),
      "--create",
      "--description",
      "d",
      "-H",
      "K: V",
      "--metadata",
      "a=b",
      "--json"
    };

    assertThat(keys(put)).contains(OBJECT).endsWith("revision", "seconds");
    assertThat(keys("object", "ls", "o", "--json")).containsExactly(OBJECT);
    assertThat(keys("object", "info", "o", "f", "--json")).contains(OBJECT).endsWith("revision");
    assertThat(keys("object", "get", "o", "f", "-o", "g", "--json"))
        .contains(OBJECT)
        .endsWith("file", "seconds");
    try (Running watch = cli.start("object", "watch", "o", "--json", "--count", "1");
        NatsService nats = NatsService.connect(server.url())) {
      watch.awaitErr("Watching");
      nats.deleteObject("o", "f");
      assertThat(names(watch.end().out())).contains("name", "deleted").endsWith("revision");
    }
    assertThat(keys("object", "rm", "o", "f", "--json")).containsExactly("name", "deleted");
  }

  @Test
  void keysAndTokens() {
    assertThat(keys("nkey", "new", "--json")).containsExactly("role", "publicKey", "seed");
    cli.run("nkey", "new", "-o", "seed");
    assertThat(keys("nkey", "public", "seed", "--json")).containsExactly("role", "publicKey");
    String[] issue = {"jwt", "issue", "--user-id", "a", "--nkey-seed-file", "seed", "--json"};
    assertThat(keys(issue)).containsExactly("token", "userId", "publicKey", "expiresAt");
    cli.run("jwt", "issue", "--user-id", "a", "--nkey-seed-file", "seed", "-o", "token");
    assertThat(keys("jwt", "inspect", "token", "--json"))
        .containsExactly("header", "claims", "expired", "verified");
    String key = cli.run("nkey", "public", "seed").out().strip();
    assertThat(keys("jwt", "verify", "--public-key", key, "--user-id", "a", "token", "--json"))
        .containsExactly("valid", "userId", "publicKey", "expiresAt");
  }

  @Test
  void tools() {
    assertThat(keys("bench", "publish", "request", "--messages", "1000", "--json"))
        .containsExactly("what", "count", "size", "seconds", "perSecond", "bytesPerSecond");
    assertThat(keys("doctor", "--json")).containsExactly("healthy", "checks");
    try (Running server = cli.start("server", "--port", "0", "--json")) {
      server.awaitOut("}\n");
      assertThat(names(server.out()))
          .containsExactly("url", "webSocketUrl", "version", "pid", "jetStream");
    }
  }

  private List<String> keys(String... arguments) {
    Cli.Result result = cli.run(arguments);
    assertThat(result.out()).as(result.err()).isNotEmpty();
    return names(result.out());
  }

  private static List<String> names(String json) {
    try {
      JsonNode node = JSON.readTree(json);
      List<String> names = new ArrayList<>();
      (node.isArray() ? node.path(0) : node).fieldNames().forEachRemaining(names::add);
      return names;
    } catch (IOException e) {
      throw new AssertionError(json, e);
    }
  }
}
