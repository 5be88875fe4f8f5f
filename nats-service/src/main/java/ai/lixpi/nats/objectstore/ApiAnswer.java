package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.Outcome;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;

/** Tells what the JetStream API says from what anybody else may answer under its subjects. */
final class ApiAnswer {
  /** What may have been done although somebody else has answered. */
  private static final Set<String> CHANGES =
      Set.of(
          "STREAM.CREATE", "STREAM.UPDATE", "STREAM.DELETE", "STREAM.PURGE", "STREAM.MSG.DELETE");

  private ApiAnswer() {}

  /** Whether it is of the type that belongs to a call, and has what no such answer lacks. */
  static boolean isOf(JsonNode answer, String what, String stream) {
    String type = "." + what.toLowerCase(Locale.ROOT).replace('.', '_') + "_response";
    return answer.path("type").asText().endsWith(type) && hasContent(answer, what, stream);
  }

  /** The failure of a call whose answer is none. */
  static JetStreamException none(String bucket, String what) {
    return new JetStreamException(
        CHANGES.contains(what) ? Outcome.UNKNOWN : Outcome.REJECTED,
        bucket,
        "What answered "
            + what
            + " of the bucket '"
            + bucket
            + "' is not JetStream: see who else answers under '$JS.API.>' or '$O.>' in this"
            + " account.");
  }

  /** What the client below makes of an answer. */
  static <T> T read(String bucket, String what, Callable<T> reader) {
    try {
      return reader.call();
    } catch (Exception e) {
      throw none(bucket, what);
    }
  }

  private static boolean hasContent(JsonNode answer, String what, String stream) {
    return switch (what) {
      case "STREAM.INFO", "STREAM.CREATE", "STREAM.UPDATE" ->
          answer.path("config").path("name").asText().equals(stream);
      case "CONSUMER.CREATE", "CONSUMER.INFO" -> answer.path("stream_name").asText().equals(stream);
      case "STREAM.MSG.GET" -> answer.path("message").path("seq").asLong() > 0;
      case "STREAM.LIST" -> answer.path("total").isIntegralNumber();
      default -> answer.path("success").asBoolean();
    };
  }
}
