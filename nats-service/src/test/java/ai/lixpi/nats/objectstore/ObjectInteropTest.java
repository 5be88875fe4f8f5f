package ai.lixpi.nats.objectstore;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import com.fasterxml.jackson.databind.JsonNode;
import io.nats.client.api.ObjectInfo;
import io.nats.client.impl.Headers;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Objects between this library, nats.js and nats-py, in both directions: -Pinterop runs it. */
@Tag("interop")
@NatsTest(jetStream = true)
@DisplayName("O17 the format is that of nats.js and nats-py")
@SuppressWarnings("NullAway")
class ObjectInteropTest {
  private static final int MANY_CHUNKS = 3 * 128 * 1024 + 17;

  private NatsService nats;
  private Peer peer;
  private ObjectBucket bucket;

  private void start(Peer.Language language, NatsServer server) throws Exception {
    peer = Peer.start(language, server.url());
    nats = NatsService.connect(server.url());
    peer.ask("create", "bucket", "shared"); // by them
    bucket = nats.getObjectStore("shared");
  }

  @AfterEach
  void close() throws Exception {
    nats.deleteObjectStore("shared");
    nats.deleteObjectStore("other");
    nats.close();
    peer.close();
  }

  /** nats.js 3.4.0 encodes names as Latin-1, with btoa(), which refuses all other characters. */
  private static boolean knows(Peer.Language language, String name) {
    return language != Peer.Language.JAVASCRIPT || ISO_8859_1.newEncoder().canEncode(name);
  }

  private static boolean finds(Peer.Language language, String name) {
    return language != Peer.Language.JAVASCRIPT || UTF_8.encode(name).limit() == name.length();
  }

  private JsonNode theyPut(String name, byte[] data, Object... more) {
    List<Object> arguments =
        new ArrayList<>(
            List.of(
                "bucket",
                "shared",
                "name",
                name,
                "data",
                Base64.getEncoder().encodeToString(data)));
    arguments.addAll(List.of(more));
    return peer.ask("put", arguments.toArray());
  }

  private byte[] theyGet(String name) {
    return Base64.getDecoder()
        .decode(peer.ask("get", "bucket", "shared", "name", name).path("data").asText());
  }

  private JsonNode theirInfo(String name) {
    return peer.ask("info", "bucket", "shared", "name", name);
  }

  private List<String> theirList() {
    return StreamSupport.stream(peer.ask("list", "bucket", "shared").spliterator(), false)
        .filter(info -> !info.path("deleted").asBoolean())
        .map(info -> info.path("name").asText())
        .toList();
  }

  private List<String> ourList() {
    return bucket.list().stream().map(ObjectInfo::getObjectName).toList();
  }

  @ParameterizedTest
  @EnumSource
  void whatTheyPutUnderAnyNameIsListedAndReadByUs(Peer.Language language, NatsServer server)
      throws Exception {
    start(language, server);
    List<String> names =
        ObjectNamesTest.ODD.stream().filter(name -> knows(language, name)).toList();
    names.forEach(name -> theyPut(name, name.getBytes(UTF_8)));

    assertThat(ourList()).containsExactlyElementsOf(names);
    for (String name : names) {
      assertThat(bucket.get(name)).as(name).hasValue(name.getBytes(UTF_8));
      assertThat(bucket.delete(name)).as(name).isTrue();
    }
    assertThat(ourList()).isEmpty();
    assertThat(theirList()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void whatWePutUnderAnyNameIsListedAndReadByThem(Peer.Language language, NatsServer server)
      throws Exception {
    start(language, server);
    ObjectNamesTest.ODD.forEach(name -> bucket.put(name, name.getBytes(UTF_8)));

    assertThat(theirList()).containsExactlyInAnyOrderElementsOf(ObjectNamesTest.ODD);
    for (String name : ObjectNamesTest.ODD) {
      if (finds(language, name)) {
        assertThat(theyGet(name)).as(name).isEqualTo(name.getBytes(UTF_8));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void objectsOfNoneOneAndManyChunksHaveEqualDigests(Peer.Language language, NatsServer server)
      throws Exception {
    start(language, server);
    for (int size : new int[] {0, 1, 128 * 1024, 128 * 1024 + 1, MANY_CHUNKS}) {
      byte[] data = RealBucket.bytes(size, size);
      JsonNode theirs = theyPut("theirs", data);
      ObjectInfo ours = bucket.put("ours", data).info();

      assertThat(bucket.get("theirs")).as("%s bytes", size).hasValue(data);
      assertThat(theyGet("ours")).as("%s bytes", size).isEqualTo(data);
      assertThat(ours.getDigest()).isEqualTo(theirs.path("digest").asText());
      assertThat(ours.getChunks()).isEqualTo(theirs.path("chunks").asLong());
      assertThat(theirInfo("ours").path("digest").asText()).isEqualTo(ours.getDigest());
      assertThat(theirInfo("ours").path("size").asInt()).isEqualTo(size);
    }
  }

  @ParameterizedTest
  @EnumSource
  void descriptionHeadersAndMetadataAreKept(Peer.Language language, NatsServer server)
      throws Exception {
    start(language, server);
    Map<String, List<String>> headers =
        Map.of("X-Type", List.of("a", "b"), "color", List.of("red"));
    Map<String, String> metadata = Map.of("owner", "Ada", "größe", "ß 😀");
    boolean knowsMetadata = language == Peer.Language.JAVASCRIPT;

    theyPut(
        "theirs",
        new byte[5],
        "description",
        "für \"alles\" <&> \u2028",
        "headers",
        headers,
        "metadata",
        metadata);
    ObjectInfo seen = bucket.info("theirs").orElseThrow().info();
    assertThat(seen.getDescription()).isEqualTo("für \"alles\" <&> \u2028");
    assertThat(seen.getHeaders().get("X-Type")).containsExactly("a", "b");
    assertThat(seen.getHeaders().get("color")).containsExactly("red");
    assertThat(seen.getMetaData()).isEqualTo(knowsMetadata ? metadata : Map.of());

    bucket.put(
        "ours",
        ObjectSource.of(new byte[5]),
        PutOptions.builder()
            .description("für \"alles\" <&> \u2028")
            .headers(new Headers().add("X-Type", "a", "b").add("color", "red"))
            .metadata("owner", "Ada")
            .metadata("größe", "ß 😀")
            .build());
    JsonNode info = theirInfo("ours");
    assertThat(info.path("description").asText()).isEqualTo("für \"alles\" <&> \u2028");
    assertThat(info.path("headers").path("X-Type").toString()).isEqualTo("[\"a\",\"b\"]");
    assertThat(info.path("headers").path("color").toString()).isEqualTo("[\"red\"]");
    if (knowsMetadata) {
      assertThat(info.path("metadata").path("owner").asText()).isEqualTo("Ada");
      assertThat(info.path("metadata").path("größe").asText()).isEqualTo("ß 😀");
      assertThat(info.path("mtime").asText()).as("a real time").startsWith("20");
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatOneOverwritesOrDeletesIsSoForTheOther(Peer.Language language, NatsServer server)
      throws Exception {
    start(language, server);
    byte[] first = RealBucket.bytes(MANY_CHUNKS, 1);
    byte[] second = RealBucket.bytes(200_000, 2);

    theyPut("a", first);
    bucket.put("a", second);
    assertThat(theyGet("a")).isEqualTo(second);
    theyPut("a", first);
    assertThat(bucket.get("a")).hasValue(first);

    peer.ask("delete", "bucket", "shared", "name", "a");
    assertThat(bucket.get("a")).isEmpty();
    assertThat(bucket.info("a")).isEmpty();
    assertThat(ourList()).isEmpty();
    assertThat(bucket.delete("a")).isFalse();

    bucket.put("a", first);
    assertThat(bucket.delete("a")).isTrue();
    assertThat(theirInfo("a").path("deleted").asBoolean()).isTrue();
    assertThat(peer.ask("get", "bucket", "shared", "name", "a").isNull()).isTrue();
    assertThat(theirList()).isEmpty();

    theyPut("a", second);
    assertThat(bucket.get("a")).hasValue(second);
    try (RealBucket real = new RealBucket(server.url(), "shared")) {
      real.awaitNoOrphans();
    }
  }

  @ParameterizedTest
  @EnumSource
  void linksThatWeMakeAreFollowedByThem(Peer.Language language, NatsServer server)
      throws Exception {
    start(language, server);
    ObjectBucket other = nats.createObjectStore("other");
    other.put("target", "through a link".getBytes(UTF_8));

    bucket.linkObject("link", "other", "target");
    bucket.linkBucket("whole", "other");

    assertThat(theyGet("link")).asString(UTF_8).isEqualTo("through a link");
    assertThat(theirInfo("link").path("link").path("name").asText()).isEqualTo("target");
    assertThat(theirInfo("whole").path("link").path("bucket").asText()).isEqualTo("other");
    assertThat(peer.tell("get", "bucket", "shared", "name", "whole").path("error").asText())
        .containsIgnoringCase("bucket");
  }

  @ParameterizedTest
  @EnumSource(names = "JAVASCRIPT") // nats-py has no call for it
  void linksThatTheyMakeAreFollowedByUs(Peer.Language language, NatsServer server)
      throws Exception {
    start(language, server);
    peer.ask("create", "bucket", "other");
    theyPut("target", RealBucket.bytes(MANY_CHUNKS, 3));
    peer.ask("link", "bucket", "shared", "name", "link", "to", "shared", "target", "target");
    peer.ask("linkStore", "bucket", "shared", "name", "whole", "to", "other");

    assertThat(bucket.get("link")).hasValue(RealBucket.bytes(MANY_CHUNKS, 3));
    assertThat(bucket.info("whole").orElseThrow().info().getLink().isBucketLink()).isTrue();
    assertThat(ourList()).containsExactly("target", "link", "whole");
    assertThat(bucket.delete("link")).isTrue();
    assertThat(bucket.get("target")).hasValue(RealBucket.bytes(MANY_CHUNKS, 3));
  }

  @ParameterizedTest
  @EnumSource
  void whatWeRenameOrDescribeAnewIsSeenByThem(Peer.Language language, NatsServer server)
      throws Exception {
    start(language, server);
    byte[] data = RealBucket.bytes(MANY_CHUNKS, 4);
    theyPut("before", data);

    bucket.rename("before", "after");

    assertThat(theirList()).containsExactly("after");
    assertThat(theyGet("after")).isEqualTo(data);
  }
}
