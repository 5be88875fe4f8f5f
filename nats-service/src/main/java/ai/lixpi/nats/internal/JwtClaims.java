package ai.lixpi.nats.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks at claims of our own tokens, to know when they expire. Verifies nothing: what does not look
 * like a JWT has no claims.
 */
public final class JwtClaims {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int MAX_CHARS = 64 * 1024;
  private static final double LAST_SECOND = 253_402_300_799.0; // of the year 9999

  private JwtClaims() {}

  /**
   * When a token expires.
   *
   * @param token any token
   * @return the moment of its claim {@code exp}, if it is a JWT that has one
   */
  public static Optional<Instant> expiry(CharSequence token) {
    try (JsonParser json = claim(token, "exp")) {
      if (json == null || !json.currentToken().isNumeric()) {
        return Optional.empty();
      }
      double seconds = json.getDoubleValue();
      return seconds > 0 && seconds <= LAST_SECOND
          ? Optional.of(Instant.ofEpochSecond((long) seconds))
          : Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * A claim that is text.
   *
   * @param token any token
   * @param name the claim
   * @return its value, if the token is a JWT that has it
   */
  public static Optional<String> text(CharSequence token, String name) {
    try (JsonParser json = claim(token, name)) {
      return json == null || json.currentToken() != JsonToken.VALUE_STRING
          ? Optional.empty()
          : Optional.of(json.getText());
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static @Nullable JsonParser claim(CharSequence token, String name) throws IOException {
    CharBuffer text = CharBuffer.wrap(token);
    int first = indexOfDot(text, 0);
    int second = first < 0 ? -1 : indexOfDot(text, first + 1);
    if (second < 0 || indexOfDot(text, second + 1) >= 0 || text.length() > MAX_CHARS) {
      return null;
    }
    ByteBuffer encoded = ISO_8859_1.encode(text.subSequence(first + 1, second));
    byte[] part = new byte[encoded.remaining()];
    encoded.get(part);
    JsonParser json = JSON.createParser(Base64.getUrlDecoder().decode(part));
    if (json.nextToken() != JsonToken.START_OBJECT) {
      return null;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean wanted = json.currentName().equals(name);
      json.nextToken();
      if (wanted) {
        return json;
      }
      json.skipChildren();
    }
    return null;
  }

  private static int indexOfDot(CharBuffer text, int from) {
    for (int i = from; i < text.length(); i++) {
      if (text.charAt(i) == '.') {
        return i;
      }
    }
    return -1;
  }
}
