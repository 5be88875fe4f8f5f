package ai.lixpi.nats.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.ReplyException;
import ai.lixpi.nats.codec.Codecs;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nats.client.Message;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.ObjectInfo;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The golden vectors of docs/wire-contract.md hold for this library, on a real server. */
@NatsTest(jetStream = true)
class VectorsTest {
  private static Stream<JsonNode> vectors(String file) throws IOException {
    JsonNode all =
        new ObjectMapper().readTree(Project.FOLDER.resolve("vectors").resolve(file).toFile());
    assertThat(all).isNotEmpty();
    return StreamSupport.stream(all.spliterator(), false);
  }

  static Stream<JsonNode> names() throws IOException {
    return vectors("names.json");
  }

  static Stream<JsonNode> digests() throws IOException {
    return vectors("digests.json");
  }

  static Stream<JsonNode> errors() throws IOException {
    return vectors("errors.json");
  }

  static Stream<JsonNode> texts() throws IOException {
    return vectors("json.json");
  }

  @ParameterizedTest
  @MethodSource("names")
  void aNameIsInTheSubjectOfItsRecord(JsonNode vector, NatsServer server) throws Exception {
    try (NatsService nats = NatsService.connect(server.url())) {
      String bucket = vector.get("bucket").textValue();
      nats.putObject(bucket, vector.get("name").textValue(), new byte[1]);

      MessageInfo record =
          nats.getConnection()
              .jetStreamManagement()
              .getLastMessage("OBJ_" + bucket, vector.get("subject").textValue());

      assertThat(Json.read(new String(record.getData(), UTF_8)).get("name"))
          .isEqualTo(vector.get("name"));
      nats.deleteObjectStore(bucket);
    }
  }

  @ParameterizedTest
  @MethodSource("digests")
  void aDigestIsThatOfTheBytes(JsonNode vector, NatsServer server) {
    try (NatsService nats = NatsService.connect(server.url())) {
      ObjectInfo info = nats.putObject("digests", "object", bytes(vector));

      assertThat(info.getDigest()).isEqualTo(vector.get("digest").textValue());
      assertThat(info.getSize()).isEqualTo(vector.get("size").longValue());
      assertThat(info.getChunks()).isEqualTo(vector.get("chunks").longValue());
      nats.deleteObjectStore("digests");
    }
  }

  private static byte[] bytes(JsonNode vector) {
    if (vector.has("data")) {
      return Json.bytes(vector, "data");
    }
    byte[] bytes = new byte[vector.at("/repeat/times").asInt()];
    java.util.Arrays.fill(bytes, (byte) vector.at("/repeat/byte").asInt());
    return bytes;
  }

  @ParameterizedTest
  @MethodSource("errors")
  void anErrorIsAnsweredWithHeadersAndBody(JsonNode vector, NatsServer server) throws Exception {
    try (NatsService nats = NatsService.connect(server.url())) {
      nats.reply(
          "fail",
          byte[].class,
          (data, message) -> {
            throw new ReplyException(
                vector.get("code").intValue(), vector.get("message").textValue());
          });
      Message answer = nats.getConnection().request("fail", null).get(20, TimeUnit.SECONDS);

      assertThat(new String(answer.getData(), UTF_8)).isEqualTo(vector.get("body").textValue());
      vector
          .get("headers")
          .properties()
          .forEach(
              header ->
                  assertThat(answer.getHeaders().get(header.getKey()))
                      .isEqualTo(List.of(header.getValue().textValue())));
      assertThat(answer.getHeaders().size()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @MethodSource("texts")
  void aJsonTextIsReadAndWrittenAsTheSameValue(JsonNode vector) throws Exception {
    byte[] text = vector.get("text").textValue().getBytes(UTF_8);

    JsonNode read = Codecs.json(JsonNode.class).decode(text);
    byte[] written = Codecs.json(JsonNode.class).encode(read);

    assertThat(
            Difference.between(
                Json.object().set("json", vector.get("text")),
                Json.object().put("json", new String(written, UTF_8))))
        .isEmpty();
  }
}
