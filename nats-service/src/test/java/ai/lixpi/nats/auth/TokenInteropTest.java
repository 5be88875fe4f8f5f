package ai.lixpi.nats.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What we sign, verified by the packages of the siblings; interop/tokens/run runs it. */
@Tag("interop")
class TokenInteropTest {
  private static final List<String> USERS =
      List.of("svc:orders", "a \"b\" \\ c", "é", "日本語", "😀", "a\u2028b");

  @Test
  @DisplayName("A1 the npm package verifies our tokens")
  void npmPackageVerifiesOurTokens() throws Exception {
    verifiedBy("node", "verify.mjs");
  }

  @Test
  @DisplayName("A1 the PyPI package verifies our tokens")
  void pypiPackageVerifiesOurTokens() throws Exception {
    verifiedBy(System.getProperty("interop.python", "python3"), "verify.py");
  }

  private static void verifiedBy(String program, String script)
      throws IOException, InterruptedException {
    try (NKey key = NKey.generate(NKey.Role.USER)) {
      String seed = new String(key.seed());
      List<String> tokens = USERS.stream().map(user -> SelfIssuedJwt.issue(seed, user)).toList();
      List<String> answers = answers(program, script, tokens);

      assertThat(answers).hasSameSizeAs(USERS);
      for (int i = 0; i < answers.size(); i++) {
        JsonNode answer = new ObjectMapper().readTree(answers.get(i));
        assertThat(answer.get("valid").asBoolean()).as(USERS.get(i)).isTrue();
        assertThat(answer.get("header")).hasToString("{\"typ\":\"JWT\",\"alg\":\"EdDSA\"}");
        assertThat(answer.get("claims").get("sub").asText()).isEqualTo(USERS.get(i));
        assertThat(answer.get("claims").get("iss").asText()).isEqualTo(key.publicKey());
      }
    }
  }

  private static List<String> answers(String program, String script, List<String> tokens)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(program, script)
            .directory(TokenVectors.FOLDER.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (OutputStream input = process.getOutputStream()) {
      input.write(String.join("\n", tokens).getBytes(UTF_8));
    }
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), UTF_8).lines().toList();
    assertThat(process.waitFor()).isZero();
    return lines;
  }
}
