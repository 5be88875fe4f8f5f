package ai.lixpi.nats.objectstore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nats.client.api.ObjectInfo;
import io.nats.client.api.ObjectLink;
import io.nats.client.api.ObjectMetaOptions;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The record of an object as ADR-20 writes it. Read with Jackson, which bounds nesting, because
 * what stands in a bucket may be anything.
 */
final class MetaJson {
  static final ObjectMapper JSON = new ObjectMapper();

  private MetaJson() {}

  static byte[] write(ObjectInfo info) {
    ObjectNode json = JSON.createObjectNode();
    json.put("name", info.getObjectName());
    putIfPresent(json, "description", info.getDescription());
    Headers headers = info.getHeaders();
    if (headers != null && !headers.isEmpty()) {
      ObjectNode fields = json.putObject("headers");
      headers.forEach(
          (key, values) -> {
            ArrayNode list = fields.putArray(key);
            values.forEach(list::add);
          });
    }
    if (info.getMetaData() != null && !info.getMetaData().isEmpty()) {
      ObjectNode fields = json.putObject("metadata");
      info.getMetaData().forEach(fields::put);
    }
    writeOptions(json, info.getObjectMeta().getObjectMetaOptions());
    json.put("bucket", info.getBucket());
    putIfPresent(json, "nuid", info.getNuid());
    json.put("size", info.getSize());
    json.put("mtime", "0001-01-01T00:00:00Z"); // nats.go writes it so; the time is the message's
    json.put("chunks", info.getChunks());
    putIfPresent(json, "digest", info.getDigest());
    if (info.isDeleted()) {
      json.put("deleted", true);
    }
    try {
      return JSON.writeValueAsBytes(json);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void writeOptions(ObjectNode json, @Nullable ObjectMetaOptions options) {
    if (options == null || (options.getLink() == null && options.getChunkSize() <= 0)) {
      return;
    }
    ObjectNode fields = json.putObject("options");
    ObjectLink link = options.getLink();
    if (link != null) {
      ObjectNode target = fields.putObject("link");
      target.put("bucket", link.getBucket());
      putIfPresent(target, "name", link.getObjectName());
    }
    if (options.getChunkSize() > 0) {
      fields.put("max_chunk_size", options.getChunkSize());
    }
  }

  private static void putIfPresent(ObjectNode json, String field, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      json.put(field, value);
    }
  }

  /**
   * Reads a record.
   *
   * @throws IOException when it is none: garbage, nested too deeply, without a name or with wrong
   *     types
   */
  static ObjectInfo read(String bucket, byte[] payload, ZonedDateTime modified) throws IOException {
    JsonNode json = JSON.readTree(payload);
    if (json == null || !json.isObject()) {
      throw new IOException("The record is no JSON object.");
    }
    String name = text(json, "name");
    if (name == null || name.isEmpty()) {
      throw new IOException("The record has no name.");
    }
    ObjectInfo.Builder info =
        ObjectInfo.builder(bucket, name)
            .nuid(text(json, "nuid"))
            .size(count(json, "size"))
            .chunks(count(json, "chunks"))
            .digest(text(json, "digest"))
            .deleted(json.path("deleted").asBoolean(false))
            .description(text(json, "description"))
            .headers(headers(json.path("headers")))
            .metadata(metadata(json.path("metadata")))
            .modified(modified);
    try {
      readOptions(json.path("options"), info);
      return info.build();
    } catch (IllegalArgumentException e) {
      throw new IOException("The record names what can't be.", e); // jnats checks names of buckets
    }
  }

  private static void readOptions(JsonNode options, ObjectInfo.Builder info) throws IOException {
    long chunkSize = count(options, "max_chunk_size");
    if (chunkSize > 0 && chunkSize <= Integer.MAX_VALUE) {
      info.chunkSize((int) chunkSize);
    }
    JsonNode link = options.path("link");
    if (link.isObject()) {
      String bucket = text(link, "bucket");
      String name = text(link, "name");
      if (bucket == null) {
        throw new IOException("The link names no bucket.");
      }
      info.link(
          name == null || name.isEmpty()
              ? ObjectLink.bucket(bucket)
              : ObjectLink.object(bucket, name));
    }
  }

  private static @Nullable String text(JsonNode json, String field) throws IOException {
    JsonNode value = json.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.isTextual()) {
      throw new IOException("The field " + field + " is no text.");
    }
    return value.textValue();
  }

  private static long count(JsonNode json, String field) throws IOException {
    JsonNode value = json.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return 0;
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
      throw new IOException("The field " + field + " is no count.");
    }
    return value.longValue();
  }

  private static @Nullable Headers headers(JsonNode json) throws IOException {
    if (!json.isObject() || json.isEmpty()) {
      return null;
    }
    Headers headers = new Headers();
    try {
      json.properties()
          .forEach(
              field -> {
                List<String> values = new ArrayList<>();
                field.getValue().forEach(value -> values.add(value.asText()));
                headers.put(field.getKey(), values);
              });
    } catch (IllegalArgumentException e) {
      throw new IOException("The headers are not valid.", e);
    }
    return headers;
  }

  private static Map<String, String> metadata(JsonNode json) {
    Map<String, String> metadata = new LinkedHashMap<>();
    if (json.isObject()) {
      json.properties().forEach(field -> metadata.put(field.getKey(), field.getValue().asText()));
    }
    return metadata;
  }
}
