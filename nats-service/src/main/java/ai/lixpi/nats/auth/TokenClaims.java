package ai.lixpi.nats.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.lixpi.nats.auth.InvalidTokenException.Reason;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The claims of a token that is not trusted yet: a flat JSON object with each name once. */
final class TokenClaims {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final int MAX_CLAIMS = 64;
  private static final double LAST_SECOND = 253_402_300_799.0; // of the year 9999

  private final Map<String, Object> values;

  private TokenClaims(Map<String, Object> values) {
    this.values = values;
  }

  static TokenClaims read(byte[] bytes) {
    // Jackson takes some byte sequences that are no UTF-8
    try (JsonParser json =
        JSON.createParser(UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString())) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw malformed();
      }
      Map<String, Object> values = new LinkedHashMap<>();
      while (json.nextToken() == JsonToken.FIELD_NAME && values.size() < MAX_CLAIMS) {
        String name = json.currentName();
        values.put(name, value(json));
      }
      if (json.currentToken() != JsonToken.END_OBJECT || json.nextToken() != null) {
        throw malformed();
      }
      return new TokenClaims(values);
    } catch (IOException e) {
      throw malformed(); // its own text would quote the token
    }
  }

  private static Object value(JsonParser json) throws IOException {
    return switch (json.nextToken()) {
      case VALUE_STRING -> json.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.getDoubleValue();
      case VALUE_TRUE, VALUE_FALSE, VALUE_NULL -> false;
      default -> throw malformed();
    };
  }

  private static InvalidTokenException malformed() {
    return new InvalidTokenException(
        Reason.MALFORMED_CLAIMS,
        "The token's claims are no flat JSON object with each name once, in UTF-8.");
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  @Nullable String text(String name) {
    return values.get(name) instanceof String text ? text : null;
  }

  Optional<Instant> time(String name) {
    Object value = values.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof Double seconds && seconds >= 0 && seconds <= LAST_SECOND) {
      return Optional.of(Instant.ofEpochSecond((long) Math.floor(seconds)));
    }
    throw new InvalidTokenException(
        Reason.MALFORMED_TIME, "The token's claim '" + name + "' is no number of seconds.");
  }
}
