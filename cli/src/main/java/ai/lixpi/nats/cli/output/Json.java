package ai.lixpi.nats.cli.output;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** JSON for scripts, one value a line, and indented for people. */
public final class Json {
  private static final JsonFactory FACTORY = new JsonFactory();

  private Json() {}

  /**
   * An object under construction; null values are left out.
   *
   * @param pairs key, value, key, value, ...
   * @return the object, in this order
   */
  public static Map<String, Object> object(@Nullable Object... pairs) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      Object value = pairs[i + 1];
      if (value != null) {
        object.put(String.valueOf(pairs[i]), value);
      }
    }
    return object;
  }

  /**
   * Adds a payload: {@code text} if it is text, else {@code base64}.
   *
   * @param object what it is added to
   * @param payload the payload
   */
  public static void payload(Map<String, Object> object, byte[] payload) {
    object.put("bytes", payload.length);
    Text.of(payload)
        .ifPresentOrElse(
            text -> object.put("text", text),
            () -> object.put("base64", Base64.getEncoder().encodeToString(payload)));
  }

  /**
   * Writes a value in one line.
   *
   * @param value maps, collections, numbers, booleans; anything else as a string
   * @return JSON
   */
  public static String text(Object value) {
    StringWriter writer = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(writer)) {
      write(json, value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return writer.toString();
  }

  private static void write(JsonGenerator json, @Nullable Object value) throws IOException {
    if (value instanceof Map<?, ?> map) {
      json.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        json.writeFieldName(String.valueOf(entry.getKey()));
        write(json, entry.getValue());
      }
      json.writeEndObject();
    } else if (value instanceof Collection<?> many) {
      json.writeStartArray();
      for (Object one : many) {
        write(json, one);
      }
      json.writeEndArray();
    } else if (value instanceof Boolean flag) {
      json.writeBoolean(flag);
    } else if (value instanceof Double number) {
      json.writeNumber(number);
    } else if (value instanceof Number number) {
      json.writeNumber(number.longValue());
    } else if (value == null) {
      json.writeNull();
    } else {
      json.writeString(value.toString());
    }
  }

  /**
   * Indents JSON.
   *
   * @param text perhaps JSON
   * @return the same value on several lines, or empty for what is no JSON
   */
  public static Optional<String> pretty(String text) {
    StringWriter writer = new StringWriter();
    DefaultPrettyPrinter indent =
        new DefaultPrettyPrinter().withArrayIndenter(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE);
    try (JsonParser parser = FACTORY.createParser(text);
        JsonGenerator json = FACTORY.createGenerator(writer).setPrettyPrinter(indent)) {
      if (parser.nextToken() == null) {
        return Optional.empty();
      }
      json.copyCurrentStructure(parser);
      if (parser.nextToken() != null) {
        return Optional.empty();
      }
    } catch (IOException e) {
      return Optional.empty();
    }
    return Optional.of(writer.toString());
  }

  /**
   * Reads a flat object: strings, numbers and booleans as text; anything deeper is passed over.
   *
   * @param text JSON
   * @return its values
   * @throws IOException when it is no object
   */
  public static Map<String, String> flat(String text) throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    try (JsonParser parser = FACTORY.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("no JSON object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        if (parser.nextToken().isScalarValue()) {
          values.put(name, parser.getText());
        } else {
          parser.skipChildren();
        }
      }
    }
    return values;
  }
}
