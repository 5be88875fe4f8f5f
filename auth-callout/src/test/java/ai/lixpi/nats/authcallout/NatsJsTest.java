package ai.lixpi.nats.authcallout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.RequestOptions;
import ai.lixpi.nats.SubscriptionOptions;
import ai.lixpi.nats.auth.NKey;
import ai.lixpi.nats.authcallout.CalloutServer.Kind;
import ai.lixpi.nats.codec.Codecs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A nats.js client and the official nkeys library against the responder. Needs node and npm. */
@Tag("interop")
class NatsJsTest {
  private static final Path INTEROP = Modules.folder("interop");

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(names = {"NEWEST_SEALED", "OLD_PLAIN"})
  void signsInAndTalksByTheSiblingsRecipe(Kind kind) throws Exception {
    Tokens js = new Tokens("svc:js");
    Tokens jvm = new Tokens("svc:java");
    try (CalloutServer callout = CalloutServer.start(kind)) {
      callout.responder(
          callout
              .config()
              .verifiers(SelfIssuedVerifier.of(js.mayUse("orders.>"), jvm.mayUse("orders.>"))));
      NatsService service = callout.connected(jvm.good());
      service.reply(
          "orders.get",
          Codecs.json(String.class),
          (id, message) -> Map.of("order", id),
          SubscriptionOptions.DEFAULT);
      service.flush(CalloutServer.LONG);
      CompletableFuture<String> answered = new CompletableFuture<>();
      service.subscribe(
          "orders.js.ready",
          byte[].class,
          (data, message) ->
              service
                  .requestAsync(
                      "orders.js",
                      List.of(1),
                      Codecs.json(String.class),
                      RequestOptions.timeout(CalloutServer.LONG))
                  .whenComplete(
                      (answer, failure) -> {
                        if (failure == null) {
                          answered.complete(answer);
                        } else {
                          answered.completeExceptionally(failure);
                        }
                      }));
      service.flush(CalloutServer.LONG);

      List<String> output =
          node(
              INTEROP.resolve("callout"),
              "sign-in.js",
              callout.server.url(),
              js.seed(),
              "svc:js",
              new Tokens("svc:stranger").seed());

      assertThat(output).contains("all held");
      await().atMost(CalloutServer.LONG).until(answered::isDone);
      assertThat(answered.get()).isEqualTo("js 1");
    }
  }

  @Test
  void nkeysOpensTheBoxesThatWeSeal() throws Exception {
    StringBuilder lines = new StringBuilder();
    for (int size : new int[] {0, 1, 31, 32, 33, 1_000, 50_000}) {
      NKey receiver = NKey.generate(NKey.Role.CURVE);
      XkeyBox sender = new XkeyBox(NKey.generate(NKey.Role.CURVE));
      byte[] plain = new byte[size];
      new Random(size).nextBytes(plain);
      Base64.Encoder base64 = Base64.getEncoder();
      lines.append(
          "{\"receiverSeed\":\"%s\",\"senderPublic\":\"%s\",\"sealed\":\"%s\",\"plain\":\"%s\"}%n"
              .formatted(
                  new String(receiver.seed()),
                  sender.publicKey(),
                  base64.encodeToString(sender.seal(plain, receiver.publicKey())),
                  base64.encodeToString(plain)));
    }
    Path file = Files.writeString(folder.resolve("boxes"), lines);

    assertThat(node(INTEROP.resolve("xkey"), "make.js", "--open", file.toString()))
        .contains("7 boxes of Java opened");
  }

  private List<String> node(Path project, String... arguments) throws Exception {
    if (!Files.isDirectory(project.resolve("node_modules"))) {
      run(project, List.of("npm", "ci", "--no-audit", "--no-fund"));
    }
    List<String> command = new ArrayList<>(List.of("node"));
    command.addAll(List.of(arguments));
    return run(project, command);
  }

  private List<String> run(Path project, List<String> command) throws Exception {
    Path output = folder.resolve("output");
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .directory(project.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
    } catch (IOException e) {
      throw new AssertionError(
          "There is no '%s': install Node.js 20 or later, or leave out -Pinterop."
              .formatted(command.get(0)),
          e);
    }
    boolean ended = process.waitFor(120, TimeUnit.SECONDS);
    process.destroyForcibly();
    List<String> lines = Files.readAllLines(output);
    assertThat(ended && process.exitValue() == 0)
        .as("%s in %s said: %s", command.get(0), project.getFileName(), lines)
        .isTrue();
    return lines;
  }
}
