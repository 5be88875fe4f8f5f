package ai.lixpi.nats.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nats.client.api.ObjectInfo;
import io.nats.client.api.ObjectLink;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Records, compared with what nats.go, nats.js and nats-py have written to a real server. */
class MetaJsonTest {
  private static final ZonedDateTime NOW =
      ZonedDateTime.of(2026, 11, 23, 18, 24, 38, 10_000_000, ZoneOffset.UTC);
  private static final String HELLO = "SHA-256=GF-NsyJx_iX1Yab8k4suJkMG7DBO2lGAB9F2SCY4GWk=";

  /** One line of foreign-records.jsonl. */
  record Foreign(String client, String subject, String record) {
    ObjectInfo read() throws IOException {
      return MetaJson.read("b", record.getBytes(StandardCharsets.UTF_8), NOW);
    }

    @Override
    public String toString() {
      return client + " " + record;
    }
  }

  static List<Foreign> foreign() throws IOException {
    try (InputStream lines =
        MetaJsonTest.class.getResourceAsStream("/objectstore/foreign-records.jsonl")) {
      return MetaJson.JSON.readerFor(Foreign.class).<Foreign>readValues(lines).readAll();
    }
  }

  static List<Foreign> ofGo() throws IOException {
    return foreign().stream().filter(each -> each.client().startsWith("nats.go")).toList();
  }

  private static ObjectInfo read(String record) throws IOException {
    return MetaJson.read("b", record.getBytes(StandardCharsets.UTF_8), NOW);
  }

  @ParameterizedTest
  @MethodSource("foreign")
  void aRecordOfAnotherClientIsRead(Foreign foreign) throws IOException {
    JsonNode json = MetaJson.JSON.readTree(foreign.record());

    ObjectInfo info = foreign.read();

    assertThat(info.getObjectName()).isEqualTo(json.path("name").asText());
    assertThat(info.getBucket()).isEqualTo("b");
    assertThat(info.getSize()).isEqualTo(json.path("size").asLong());
    assertThat(info.getChunks()).isEqualTo(json.path("chunks").asLong());
    assertThat(info.getModified()).as("the time of the message").isEqualTo(NOW);
    assertThat(info.isDeleted()).isEqualTo(info.getObjectName().equals("gone"));
    assertThat(info.isLink()).isEqualTo(info.getObjectName().contains("link"));
    if (info.getSize() == 5) {
      assertThat(info.getDigest()).isEqualTo(HELLO);
      assertThat(info.getObjectMeta().getObjectMetaOptions().getChunkSize()).isEqualTo(131_072);
    }
    if (info.getObjectName().equals("link")) {
      assertThat(info.getLink())
          .extracting(ObjectLink::isObjectLink, ObjectLink::getObjectName)
          .containsExactly(true, "plain.txt");
    }
    if (info.getObjectName().equals("store-link")) {
      assertThat(info.getLink().isBucketLink()).isTrue();
    }
    if (info.getObjectName().startsWith("r\u00e9sum\u00e9")) {
      assertThat(info.getDescription()).startsWith("für \"alles\" <&> \u2028");
      assertThat(info.getHeaders().get("X-Type")).containsExactly("a", "b");
      assertThat(info.getHeaders().get("color")).containsExactly("red");
      if (!foreign.client().startsWith("nats-py")) { // which knows no metadata
        assertThat(info.getMetaData()).isEqualTo(Map.of("owner", "Ada", "größe", "ß"));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("ofGo")
  void aRecordIsWrittenWithTheFieldsOfNatsGoInTheirOrder(Foreign go) throws IOException {
    ObjectNode theirs = (ObjectNode) MetaJson.JSON.readTree(go.record());
    theirs.put("bucket", "b").put("mtime", "2026-11-23T18:24:38.010Z");
    JsonNode link = theirs.path("options").path("link");

    byte[] ours = MetaJson.write(go.read());

    // Compared as text, once each has been through the same writer: nats.go escapes <, > and &
    assertThat(new String(ours, StandardCharsets.UTF_8)).isEqualTo(theirs.toString());
    assertThat(link.isMissingNode() || link.path("bucket").isTextual()).isTrue();
  }

  @Test
  void whatHasNoTimeIsWrittenWithThatOfNatsGo() throws IOException {
    ObjectInfo info = ObjectInfo.builder("b", "n").nuid("x").build();

    assertThat(new String(MetaJson.write(info), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"name\":\"n\",\"bucket\":\"b\",\"nuid\":\"x\",\"size\":0,"
                + "\"mtime\":\"0001-01-01T00:00:00Z\",\"chunks\":0}");
  }

  @ParameterizedTest
  @MethodSource("foreign")
  void whatWasReadSurvivesBeingWritten(Foreign foreign) throws IOException {
    ObjectInfo info = foreign.read();

    assertThat(MetaJson.read("b", MetaJson.write(info), NOW)).isEqualTo(info);
  }

  @ParameterizedTest
  @DisplayName("O15 what is no record is a checked exception")
  @ValueSource(
      strings = {
        "",
        "{",
        "garbage",
        "null",
        "[]",
        "1",
        "\"text\"",
        "{}",
        "{\"name\":\"\"}",
        "{\"name\":null}",
        "{\"name\":5}",
        "{\"name\":[]}",
        "{\"name\":\"n\",\"size\":\"5\"}",
        "{\"name\":\"n\",\"size\":-1}",
        "{\"name\":\"n\",\"size\":1.5}",
        "{\"name\":\"n\",\"size\":99999999999999999999}",
        "{\"name\":\"n\",\"chunks\":{}}",
        "{\"name\":\"n\",\"nuid\":7}",
        "{\"name\":\"n\",\"digest\":[]}",
        "{\"name\":\"n\",\"description\":{}}",
        "{\"name\":\"n\",\"options\":{\"max_chunk_size\":\"x\"}}",
        "{\"name\":\"n\",\"options\":{\"max_chunk_size\":1}",
        "{\"name\":\"n\",\"unknown\":[{}",
        "{\"name\":\"n\",\"options\":{\"link\":{}}}",
        "{\"name\":\"n\",\"options\":{\"link\":{\"bucket\":\"*\"}}}",
        "{\"name\":\"n\",\"options\":{\"link\":{\"bucket\":\"b\",\"name\":5}}}",
      })
  void whatIsNoRecordIsACheckedException(String record) {
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> read(record));
  }

  @Test
  @DisplayName("O15 nesting of a hundred thousand levels is a checked exception")
  void deepNestingIsACheckedException() {
    String nested = "[".repeat(100_000);
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> read(nested));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> read("{\"name\":\"n\",\"metadata\":" + nested));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> read("{\"name\":\"n\",\"options\":" + "{\"link\":".repeat(100_000)));
  }

  @Test
  void whatStandsInABadRecordIsInNoMessage() {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> read("HUNTER2"))
        .withMessage("The record is no JSON.")
        .withNoCause();
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> read("{\"name\": HUNTER2}"))
        .withMessage("The record is no JSON.");
  }

  @ParameterizedTest
  @ValueSource(strings = {">", "*", "a.b", "a.>", "a b", "a\\n", "a\\u0000"})
  void aNuidThatWouldPurgeMoreThanItsOwnChunksIsRefused(String nuid) {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> read("{\"name\":\"n\",\"nuid\":\"" + nuid + "\"}"))
        .withMessage("The nuid is no token of a subject.");
  }

  @Test
  void metadataThatIsNoTextIsKeptAsItsJson() throws IOException {
    ObjectInfo info =
        read("{\"name\":\"n\",\"metadata\":{\"a\":5,\"b\":true,\"c\":{\"d\":[1]},\"e\":null}}");

    assertThat(info.getMetaData()).isEqualTo(Map.of("a", "5", "b", "true", "c", "{\"d\":[1]}"));
    assertThat(read("{\"name\":\"n\",\"metadata\":[1]}").getMetaData()).isEmpty();
  }

  @Test
  void headersThatNoMessageCanCarryAreLeftOut() throws IOException {
    Headers headers =
        read("{\"name\":\"n\",\"headers\":{\"a b\":[\"x\"],\"c:\":[\"x\"],\"\":[\"x\"],"
                + "\"lf\":[\"x\\ny\"],\"good\":[\"v\",\"w\"],\"plain\":\"text\",\"n\":[5,null]}}")
            .getHeaders();

    assertThat(headers.keySet()).containsExactlyInAnyOrder("good", "plain", "n");
    assertThat(headers.get("good")).containsExactly("v", "w");
    assertThat(headers.get("plain")).containsExactly("text");
    assertThat(read("{\"name\":\"n\",\"headers\":\"odd\"}").getHeaders().isEmpty()).isTrue();
  }

  @Test
  void whatIsUnknownIsLeftOut() throws IOException {
    assertThat(
            read(
                "{\"x\":{\"name\":\"m\"},\"name\":\"n\",\"y\":[{\"size\":1}],\"z\":1.5,"
                    + "\"options\":{\"x\":{\"max_chunk_size\":1}},\"size\":null}"))
        .isEqualTo(read("{\"name\":\"n\",\"options\":5}"));
  }

  @Test
  void emptyAndMissingFieldsAreTheSame() throws IOException {
    ObjectInfo empty =
        read("{\"name\":\"n\",\"nuid\":\"\",\"digest\":\"\",\"description\":\"\",\"mtime\":\"\"}");

    assertThat(empty).isEqualTo(read("{\"name\":\"n\"}"));
    @Nullable String nuid = empty.getNuid();
    assertThat(nuid).isNull();
  }
}
