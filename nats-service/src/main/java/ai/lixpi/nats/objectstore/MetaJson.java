package ai.lixpi.nats.objectstore;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nats.client.api.ObjectInfo;
import io.nats.client.api.ObjectLink;
import io.nats.client.api.ObjectMetaOptions;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The record of an object as ADR-20 describes it, with the fields in the order of nats.go. Read
 * with Jackson, which bounds nesting, because what stands in a bucket may be anything.
 */
final class MetaJson {
  static final ObjectMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8).build();

  private static final String NO_TIME = "0001-01-01T00:00:00Z"; // what nats.go writes always

  private static final int LONGEST_NUID = 255;

  private MetaJson() {}

  static byte[] write(ObjectInfo info) {
    ObjectNode json = JSON.createObjectNode();
    json.put("name", info.getObjectName());
    putIfPresent(json, "description", info.getDescription());
    writeHeaders(json, info.getHeaders());
    if (!info.getMetaData().isEmpty()) {
      ObjectNode fields = json.putObject("metadata");
      new TreeMap<>(info.getMetaData()).forEach(fields::put);
    }
    writeOptions(json, info.getObjectMeta().getObjectMetaOptions());
    json.put("bucket", info.getBucket());
    json.put("nuid", info.getNuid() == null ? "" : info.getNuid());
    json.put("size", info.getSize());
    json.put("mtime", time(info.getModified()));
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

  /** For readers in JavaScript, who have no other; in Go, Python and Java the message's counts. */
  private static String time(@Nullable ZonedDateTime modified) {
    return modified == null ? NO_TIME : DateTimeFormatter.ISO_INSTANT.format(modified);
  }

  private static void writeHeaders(ObjectNode json, @Nullable Headers headers) {
    if (headers != null && !headers.isEmpty()) {
      ObjectNode fields = json.putObject("headers");
      for (String key : new TreeSet<>(headers.keySet())) {
        ArrayNode list = fields.putArray(key);
        headers.get(key).forEach(list::add);
      }
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
    MetaFields fields = MetaFields.of(payload);
    if (fields.name == null) {
      throw new IOException("The record has no name.");
    }
    try {
      ObjectInfo.Builder info =
          ObjectInfo.builder(bucket, fields.name)
              .nuid(nuid(fields.nuid))
              .size(fields.size)
              .chunks(fields.chunks)
              .digest(fields.digest)
              .deleted(fields.deleted)
              .description(fields.description)
              .headers(headers(fields.headers))
              .metadata(metadata(fields.metadata))
              .modified(modified);
      if (fields.chunkSize > 0 && fields.chunkSize <= Integer.MAX_VALUE) {
        info.chunkSize((int) fields.chunkSize);
      }
      if (fields.link.isObject()) {
        info.link(link(fields.link));
      }
      return info.build();
    } catch (IllegalArgumentException e) { // what jnats does not take, such as a bucket named '*'
      throw new IOException("The record has a value that can't be.", e);
    }
  }

  private static ObjectLink link(JsonNode link) throws IOException {
    String bucket = text(link, "bucket");
    String name = text(link, "name");
    if (bucket == null) {
      throw new IOException("The link names no bucket.");
    }
    return name == null ? ObjectLink.bucket(bucket) : ObjectLink.object(bucket, name);
  }

  private static @Nullable String nuid(@Nullable String nuid) throws IOException {
    // a '>' in it would purge the chunks of all objects
    if (nuid != null && !isToken(nuid)) {
      throw new IOException("The nuid is no token of a subject.");
    }
    return nuid;
  }

  private static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c == 0x7f || c == '.' || c == '*' || c == '>') {
        return false;
      }
    }
    return text.length() <= LONGEST_NUID;
  }

  private static @Nullable String text(JsonNode json, String field) throws IOException {
    JsonNode value = json.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.isTextual()) {
      throw new IOException("The field " + field + " is no text.");
    }
    return value.textValue().isEmpty() ? null : value.textValue();
  }

  /** Headers that no NATS message can carry are left out, so that the object stays readable. */
  private static @Nullable Headers headers(JsonNode json) {
    if (json.isEmpty()) {
      return null;
    }
    Headers headers = new Headers();
    json.properties()
        .forEach(
            field -> {
              try {
                headers.put(field.getKey(), values(field.getValue()));
              } catch (IllegalArgumentException e) {
                // a blank or a colon in its name, a line feed in its value
              }
            });
    return headers.isEmpty() ? null : headers;
  }

  // nats-py takes plain texts too
  private static List<String> values(JsonNode value) {
    List<String> values = new ArrayList<>();
    if (value.isArray()) {
      value.forEach(each -> values.add(plain(each)));
    } else if (!value.isNull()) {
      values.add(plain(value));
    }
    return values;
  }

  private static Map<String, String> metadata(JsonNode json) {
    if (json.isEmpty()) {
      return Map.of();
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    json.properties()
        .forEach(
            field -> {
              if (!field.getValue().isNull()) {
                metadata.put(field.getKey(), plain(field.getValue()));
              }
            });
    return metadata;
  }

  private static String plain(JsonNode value) {
    return value.isTextual() ? value.textValue() : value.toString();
  }
}
