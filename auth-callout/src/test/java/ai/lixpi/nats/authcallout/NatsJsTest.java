package ai.lixpi.nats.authcallout;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lixpi.nats.auth.NKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The official nkeys library opens what we seal. Needs node and npm. */
@Tag("interop")
class NatsJsTest {
  private static final Path INTEROP = Modules.folder("interop");

  @TempDir Path folder;

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
