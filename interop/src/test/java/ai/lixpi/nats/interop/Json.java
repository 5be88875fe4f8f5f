package ai.lixpi.nats.interop;

import ai.lixpi.nats.codec.Codec;
import ai.lixpi.nats.codec.Codecs;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nats.client.impl.Headers;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What requests and answers are made of. */
final class Json {
  static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  static JsonNode read(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("This is no JSON: " + text, e);
    }
  }

  static ObjectNode object() {
    return NODES.objectNode();
  }

  static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  static byte[] bytes(JsonNode request, String member) {
    return Base64.getDecoder().decode(request.path(member).asText());
  }

  static Headers headers(JsonNode record) {
    Headers headers = new Headers();
    for (Map.Entry<String, JsonNode> header : record.properties()) {
      List<String> values = new ArrayList<>();
      header.getValue().forEach(value -> values.add(value.textValue()));
      headers.add(header.getKey(), values);
    }
    return headers;
  }

  static JsonNode of(Headers headers) {
    if (headers == null || headers.isEmpty()) {
      return NODES.nullNode();
    }
    Map<String, List<String>> all = new TreeMap<>();
    headers.forEach((name, values) -> all.put(name, values));
    return MAPPER.valueToTree(all);
  }

  static JsonNode of(Object value) {
    return MAPPER.valueToTree(value);
  }

  /** The library's codec for JSON, which shows the bytes that it decodes. */
  static Codec<JsonNode> watched(Consumer<byte[]> seen) {
    Codec<JsonNode> codec = Codecs.json(JsonNode.class);
    return new Codec<>() {
      @Override
      public byte[] encode(JsonNode value) throws Exception {
        return codec.encode(value);
      }

      @Override
      public JsonNode decode(byte[] payload) throws Exception {
        seen.accept(payload);
        return codec.decode(payload);
      }
    };
  }
}
