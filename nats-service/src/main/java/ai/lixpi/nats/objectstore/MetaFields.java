package ai.lixpi.nats.objectstore;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a record as they stand in a bucket. Read without a tree of the whole, because a
 * list reads thousands of records; only what most records do not have becomes a tree.
 */
final class MetaFields {
  // Mutable state, until it was read
  @Nullable String name;
  @Nullable String nuid;
  @Nullable String digest;
  @Nullable String description;
  long size;
  long chunks;
  long chunkSize;
  boolean deleted;
  JsonNode headers = MissingNode.getInstance();
  JsonNode metadata = MissingNode.getInstance();
  JsonNode link = MissingNode.getInstance();

  private MetaFields() {}

  // Without what Jackson says, in which stands a piece of the record
  static MetaFields of(byte[] payload) throws IOException {
    try (JsonParser parser = MetaJson.JSON.createParser(payload)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("The record is no JSON object.");
      }
      MetaFields fields = new MetaFields();
      fields.read(parser);
      return fields;
    } catch (StreamConstraintsException e) {
      throw new IOException("The record is nested too deeply or has values that are too long.");
    } catch (JsonProcessingException e) {
      throw new IOException("The record is no JSON.");
    }
  }

  private void read(JsonParser json) throws IOException {
    for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
      json.nextToken();
      switch (field) {
        case "name" -> name = text(json, field);
        case "nuid" -> nuid = text(json, field);
        case "digest" -> digest = text(json, field);
        case "description" -> description = text(json, field);
        case "size" -> size = count(json, field);
        case "chunks" -> chunks = count(json, field);
        case "deleted" -> deleted = tree(json).asBoolean(false);
        case "headers" -> headers = tree(json);
        case "metadata" -> metadata = tree(json);
        case "options" -> readOptions(json);
        default -> json.skipChildren();
      }
    }
  }

  private void readOptions(JsonParser json) throws IOException {
    if (!json.isExpectedStartObjectToken()) {
      json.skipChildren();
      return;
    }
    for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
      json.nextToken();
      switch (field) {
        case "max_chunk_size" -> chunkSize = count(json, field);
        case "link" -> link = tree(json);
        default -> json.skipChildren();
      }
    }
  }

  private static JsonNode tree(JsonParser json) throws IOException {
    return MetaJson.JSON.readTree(json);
  }

  /** A text that is not empty; the clients write an empty one and none at all for the same. */
  private static @Nullable String text(JsonParser json, String field) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return null;
    }
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      throw new IOException("The field " + field + " is no text.");
    }
    String text = json.getText();
    return text.isEmpty() ? null : text;
  }

  private static long count(JsonParser json, String field) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return 0;
    }
    if (json.currentToken() != JsonToken.VALUE_NUMBER_INT
        || json.getNumberType() == NumberType.BIG_INTEGER
        || json.getLongValue() < 0) {
      throw new IOException("The field " + field + " is no count.");
    }
    return json.getLongValue();
  }
}
