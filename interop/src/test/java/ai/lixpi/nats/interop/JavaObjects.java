package ai.lixpi.nats.interop;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.objectstore.GetOptions;
import ai.lixpi.nats.objectstore.ObjectBucket;
import ai.lixpi.nats.objectstore.ObjectSource;
import ai.lixpi.nats.objectstore.ObjectVersion;
import ai.lixpi.nats.objectstore.PutOptions;
import ai.lixpi.nats.objectstore.WatchOptions;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nats.client.api.ObjectInfo;
import io.nats.client.api.ObjectLink;
import io.nats.client.api.ObjectMeta;
import io.nats.client.api.ObjectStoreConfiguration;
import io.nats.client.api.ObjectStoreStatus;
import io.nats.client.api.StorageType;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The object store of {@link JavaParty}. */
final class JavaObjects {
  private final JavaParty party;

  JavaObjects(JavaParty party) {
    this.party = party;
  }

  static String digest(byte[] data) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(data);
      return "SHA-256=" + Base64.getUrlEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  JsonNode perform(ObjectNode request) throws Exception {
    NatsService service = party.service(request);
    String name = request.path("bucket").asText();
    switch (request.path("op").asText()) {
      case "createBucket" -> {
        service.createObjectStore(configuration(request));
        return Json.object();
      }
      case "deleteBucket" -> {
        return Json.object().put("deleted", service.deleteObjectStore(name));
      }
      case "putAsJnats" -> {
        putAsJnats(service, request);
        return Json.object();
      }
      default -> {
        return inBucket(service.getObjectStore(name), request);
      }
    }
  }

  /** By the official Java client, whose names are in another alphabet. */
  private static void putAsJnats(NatsService service, ObjectNode request) throws Exception {
    service
        .getConnection()
        .objectStore(request.path("bucket").asText())
        .put(request.path("name").asText(), Json.bytes(request, "data"));
  }

  private JsonNode inBucket(ObjectBucket bucket, ObjectNode request) {
    String name = request.path("name").asText();
    String to = request.path("to").asText();
    return switch (request.path("op").asText()) {
      case "bucket" -> status(bucket.status());
      case "put" -> described(bucket.put(name, source(request), options(request)).info());
      case "get" -> get(bucket, request);
      case "info" -> described(bucket.info(name));
      case "list" -> {
        ArrayNode objects = Json.NODES.arrayNode();
        bucket.list().forEach(info -> objects.add(described(info)));
        yield Json.object().set("objects", objects);
      }
      case "delete" -> Json.object().put("deleted", bucket.delete(name));
      case "seal" -> {
        bucket.seal();
        yield Json.object();
      }
      case "describe" -> {
        String newName = request.path("newName").asText(name);
        if (!newName.equals(name)) {
          bucket.rename(name, newName);
        }
        yield described(bucket.updateMeta(newName, meta(request)).info());
      }
      case "link" -> described(bucket.linkObject(name, to, request.path("target").asText()).info());
      case "linkBucket" -> described(bucket.linkBucket(name, to).info());
      case "watch" -> watch(bucket, request);
      default -> throw new IllegalArgumentException("There is no such operation: " + request);
    };
  }

  private static ObjectStoreConfiguration configuration(ObjectNode request) {
    ObjectStoreConfiguration.Builder builder =
        ObjectStoreConfiguration.builder(request.path("bucket").asText())
            .storageType(StorageType.Memory);
    if (request.has("description")) {
      builder.description(request.get("description").asText());
    }
    if (request.has("maxBytes")) {
      builder.maxBucketSize(request.get("maxBytes").asLong());
    }
    if (request.has("ttl")) {
      builder.ttl(Duration.ofSeconds(request.get("ttl").asLong()));
    }
    if (request.has("metadata")) {
      builder.metadata(metadata(request));
    }
    return builder.build();
  }

  private static Map<String, String> metadata(ObjectNode request) {
    Map<String, String> metadata = new LinkedHashMap<>();
    request
        .path("metadata")
        .properties()
        .forEach(e -> metadata.put(e.getKey(), e.getValue().asText()));
    return metadata;
  }

  private static JsonNode status(ObjectStoreStatus status) {
    return Json.object()
        .put("description", status.getDescription())
        .put("sealed", status.isSealed())
        .put("maxBytes", status.getMaxBucketSize())
        .put("messages", status.getBackingStreamInfo().getStreamState().getMsgCount())
        .put("ttl", status.getTtl().toSeconds())
        .set("metadata", Json.of(status.getMetadata()));
  }

  private static ObjectSource source(ObjectNode request) {
    return request.has("file")
        ? ObjectSource.of(Path.of(request.get("file").asText()))
        : ObjectSource.of(Json.bytes(request, "data"));
  }

  private static PutOptions options(ObjectNode request) {
    PutOptions.Builder options = PutOptions.builder();
    if (request.has("description")) {
      options.description(request.get("description").asText());
    }
    if (request.has("headers")) {
      options.headers(Json.headers(request.get("headers")));
    }
    metadata(request).forEach(options::metadata);
    return options.build();
  }

  private static ObjectMeta meta(ObjectNode request) {
    String name = request.path("name").asText();
    ObjectMeta.Builder meta =
        ObjectMeta.builder(request.path("newName").asText(name)).metadata(metadata(request));
    if (request.has("description")) {
      meta.description(request.get("description").asText());
    }
    if (request.has("headers")) {
      meta.headers(Json.headers(request.get("headers")));
    }
    return meta.build();
  }

  private static JsonNode get(ObjectBucket bucket, ObjectNode request) {
    String name = request.path("name").asText();
    ObjectNode answer = Json.object();
    if (request.has("file")) {
      Path file = Path.of(request.get("file").asText());
      Optional<ObjectInfo> info = bucket.getToFile(name, file, GetOptions.DEFAULT);
      info.ifPresent(found -> answer.put("digest", found.getDigest()));
      return answer.put("found", info.isPresent());
    }
    Optional<byte[]> data = bucket.get(name);
    data.ifPresent(bytes -> answer.put("data", Json.base64(bytes)).put("digest", digest(bytes)));
    return answer.put("found", data.isPresent());
  }

  private static JsonNode described(Optional<ObjectVersion> version) {
    return version
        .map(found -> described(found.info()))
        .orElseGet(() -> Json.object().put("found", false));
  }

  private static JsonNode described(ObjectInfo info) {
    ObjectNode answer =
        Json.object()
            .put("found", !info.isDeleted())
            .put("deleted", info.isDeleted())
            .put("name", info.getObjectName())
            .put("size", info.getSize())
            .put("chunks", info.getChunks())
            .put("digest", info.getDigest())
            .put("description", info.getDescription());
    answer.set("headers", Json.of(info.getHeaders()));
    answer.set("metadata", Json.of(info.getMetaData()));
    ObjectLink link = info.getLink();
    if (link != null) {
      answer.putObject("link").put("bucket", link.getBucket()).put("name", link.getObjectName());
    }
    return answer;
  }

  private JsonNode watch(ObjectBucket bucket, ObjectNode request) {
    Gathered gathered = party.gather(request.path("id").asText());
    bucket.watch(
        change -> change.ifPresent(version -> gathered.add(described(version.info()))),
        request.path("history").asBoolean()
            ? WatchOptions.CURRENT_AND_CHANGES
            : WatchOptions.CHANGES_ONLY);
    return Json.object();
  }
}
