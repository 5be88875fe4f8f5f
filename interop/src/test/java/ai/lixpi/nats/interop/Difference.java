package ai.lixpi.nats.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * How an answer differs from what a scenario expects. Objects may have more members than expected,
 * null stands for "not there", {@code data} is Base64 and compared as bytes, {@code json} is JSON
 * and compared as values.
 */
final class Difference {
  private static final int AROUND = 12;
  private static final ObjectMapper EXACT =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private Difference() {}

  /** A sentence, or empty when there is none. */
  static Optional<String> between(JsonNode expected, JsonNode actual) {
    return at("", expected, actual, false);
  }

  private static Optional<String> at(
      String path, JsonNode expected, JsonNode actual, boolean exact) {
    if (expected.has("$oneOf")) {
      return oneOf(path, expected.get("$oneOf"), actual);
    }
    if (expected.isObject() && actual.isObject()) {
      if (exact && expected.size() != actual.size()) {
        return Optional.of(path + " has other members: " + brief(actual));
      }
      return members(path, expected, actual, exact);
    }
    if (expected.isArray() && actual.isArray()) {
      return elements(path, expected, actual, exact);
    }
    if (expected.isNull() || expected.isMissingNode()) {
      return actual.isNull() || actual.isMissingNode()
          ? Optional.empty()
          : Optional.of(path + " should not be there, but is " + brief(actual));
    }
    if (expected.isTextual() && actual.isTextual()) {
      return text(path, expected.textValue(), actual.textValue());
    }
    boolean same =
        (expected.isNumber() && actual.isNumber())
            ? equal(expected, actual)
            : expected.equals(actual);
    return same
        ? Optional.empty()
        : Optional.of("%s should be %s, but is %s".formatted(path, brief(expected), brief(actual)));
  }

  /** Integers to the digit, others as the doubles that they stand for. */
  private static boolean equal(JsonNode expected, JsonNode actual) {
    return expected.isIntegralNumber()
        ? decimal(expected).compareTo(decimal(actual)) == 0
        : expected.doubleValue() == actual.doubleValue();
  }

  private static BigDecimal decimal(JsonNode number) {
    return new BigDecimal(number.asText());
  }

  private static Optional<String> oneOf(String path, JsonNode choices, JsonNode actual) {
    Optional<String> last = Optional.empty();
    for (JsonNode choice : choices) {
      last = at(path, choice, actual, false);
      if (last.isEmpty()) {
        return last;
      }
    }
    return last.map(text -> "none of " + choices.size() + " choices fits; the last: " + text);
  }

  private static Optional<String> members(
      String path, JsonNode expected, JsonNode actual, boolean exact) {
    for (Map.Entry<String, JsonNode> field : expected.properties()) {
      String name = field.getKey();
      String inner = path.isEmpty() ? name : path + "." + name;
      JsonNode value = actual.path(name);
      Optional<String> found =
          switch (exact ? "" : name) {
            case "data" -> bytes(inner, field.getValue(), value);
            case "json" -> json(inner, field.getValue(), value);
            case "headers", "metadata", "claims", "header" ->
                at(inner, field.getValue(), value, true);
            default -> at(inner, field.getValue(), value, exact);
          };
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> elements(
      String path, JsonNode expected, JsonNode actual, boolean exact) {
    if (expected.size() != actual.size()) {
      return Optional.of(
          "%s should have %s elements, but has %s: %s"
              .formatted(path, expected.size(), actual.size(), brief(actual)));
    }
    for (int i = 0; i < expected.size(); i++) {
      Optional<String> found =
          at("%s[%s]".formatted(path, i), expected.get(i), actual.get(i), exact);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> json(String path, JsonNode expected, JsonNode actual) {
    if (!expected.isTextual() || !actual.isTextual()) {
      return at(path, expected, actual, true);
    }
    try {
      return at(
          path, EXACT.readTree(expected.textValue()), EXACT.readTree(actual.textValue()), true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<String> bytes(String path, JsonNode expected, JsonNode actual) {
    if (expected.isTextual() && (actual.isMissingNode() || actual.isNull())) {
      return Optional.of(path + " should be there, but is not");
    }
    if (!expected.isTextual() || !actual.isTextual()) {
      return at(path, expected, actual, true);
    }
    Base64.Decoder base64 = Base64.getDecoder();
    return bytes(path, base64.decode(expected.textValue()), base64.decode(actual.textValue()));
  }

  private static Optional<String> text(String path, String expected, String actual) {
    return expected.equals(actual)
        ? Optional.empty()
        : Optional.of(
            "%s should be %s, but is %s; %s"
                .formatted(
                    path,
                    brief(expected),
                    brief(actual),
                    bytes("as UTF-8 it", expected.getBytes(UTF_8), actual.getBytes(UTF_8))
                        .orElse("equal as UTF-8")));
  }

  /** Where two arrays of bytes differ, and what is around there. */
  static Optional<String> bytes(String path, byte[] expected, byte[] actual) {
    int offset = Arrays.mismatch(expected, actual);
    return offset < 0
        ? Optional.empty()
        : Optional.of(
            "%s differs at byte %s (%s bytes expected, %s are there): expected %s, actual %s"
                .formatted(
                    path,
                    offset,
                    expected.length,
                    actual.length,
                    around(expected, offset),
                    around(actual, offset)));
  }

  private static String around(byte[] bytes, int offset) {
    HexFormat hex = HexFormat.ofDelimiter(" ");
    int from = Math.max(0, offset - AROUND);
    int to = Math.min(bytes.length, offset + AROUND);
    return "…%s [%s]…"
        .formatted(
            hex.formatHex(bytes, from, Math.min(offset, bytes.length)),
            offset < to ? hex.formatHex(bytes, offset, to) : "end");
  }

  private static String brief(Object value) {
    String text = String.valueOf(value);
    return text.length() <= 200 ? text : text.substring(0, 200) + "…";
  }
}
