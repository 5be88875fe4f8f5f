package ai.lixpi.nats.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A peer as a process of its own, driven by lines of JSON. */
@SuppressWarnings("try") // close() waits for the process and may be interrupted
final class ForeignParty implements Party {
  // ASCII, so that half surrogates pass too
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Language language;
  private final Process process;
  private final BufferedWriter requests;
  private final BufferedReader answers;

  private ForeignParty(Language language, Process process) {
    this.language = language;
    this.process = process;
    this.requests = process.outputWriter(UTF_8);
    this.answers = process.inputReader(UTF_8);
  }

  static ForeignParty start(Language language) throws Exception {
    Language.Prepared prepared = language.prepare();
    return new ForeignParty(
        language,
        new ProcessBuilder(prepared.command())
            .directory(prepared.folder().toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  @Override
  public String language() {
    return language.id();
  }

  @Override
  public JsonNode perform(ObjectNode request) throws Exception {
    requests.write(JSON.writeValueAsString(request) + "\n");
    requests.flush();
    try {
      return JSON.readTree(
          CompletableFuture.supplyAsync(this::line).get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    } catch (Exception e) {
      process.destroyForcibly();
      throw new AssertionError(
          "The peer in %s did not answer %s.".formatted(language(), request.path("op")), e);
    }
  }

  private String line() {
    return Objects.requireNonNull(answers.lines().findFirst().orElse(null), "The peer has ended.");
  }

  @Override
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Closes its input, which ends it, and kills it if that does not. */
  @Override
  public void close() {
    try {
      requests.close();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (Exception e) {
      process.destroyForcibly();
    }
  }
}
