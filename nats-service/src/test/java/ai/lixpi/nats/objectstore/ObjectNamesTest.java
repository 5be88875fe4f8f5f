package ai.lixpi.nats.objectstore;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import io.nats.client.JetStreamManagement;
import io.nats.client.PurgeOptions;
import io.nats.client.api.ObjectInfo;
import io.nats.client.api.ObjectStoreConfiguration;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamInfoOptions;
import java.text.Normalizer;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of objects on a real server: any characters, up to the limit of a subject. */
@NatsTest(jetStream = true)
class ObjectNamesTest {
  static final List<String> ODD =
      List.of(
          "?",
          "~",
          "~~~",
          "a~~~",
          ">",
          "*",
          "a.b.>",
          " ",
          "with blanks and\ttabs\r\n",
          "résumé>v2",
          "😀.png",
          "日本語/中文/한국어",
          "a\u0000b",
          "../../x",
          "/",
          "$O.other.M.x",
          Normalizer.normalize("é", Normalizer.Form.NFC),
          Normalizer.normalize("é", Normalizer.Form.NFD),
          "\"quoted\\\"",
          "ﬁ\u200d\ufeff\u2028",
          "x".repeat(3_000));

  private NatsService nats;
  private ObjectBucket bucket;

  static Stream<String> odd() {
    return ODD.stream();
  }

  @BeforeEach
  void open(NatsServer server) {
    nats = NatsService.connect(server.url());
    bucket =
        nats.createObjectStore(
            ObjectStoreConfiguration.builder("names").storageType(StorageType.Memory).build());
  }

  @AfterEach
  void close() {
    nats.deleteObjectStore("names");
    nats.close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  @ParameterizedTest
  @MethodSource("odd")
  @DisplayName("O17 a name of any characters can be put, found, listed, overwritten and deleted")
  void aNameOfAnyCharactersWorks(String name) {
    bucket.put(name, bytes("one"));
    bucket.put(name, bytes("two of " + name.length()));

    assertThat(bucket.get(name)).hasValue(bytes("two of " + name.length()));
    assertThat(bucket.info(name).orElseThrow().info().getObjectName()).isEqualTo(name);
    assertThat(bucket.list()).extracting(ObjectInfo::getObjectName).containsExactly(name);
    assertThat(bucket.delete(name)).isTrue();
    assertThat(bucket.get(name)).isEmpty();
    assertThat(bucket.list()).isEmpty();
    assertThat(nats.status().reconnects()).isZero();
  }

  @Test
  @DisplayName("O17 all odd names live in one bucket without touching each other")
  void oddNamesDoNotTouchEachOther() {
    ODD.forEach(name -> bucket.put(name, bytes(name)));

    assertThat(bucket.list()).extracting(ObjectInfo::getObjectName).containsExactlyElementsOf(ODD);
    ODD.forEach(name -> assertThat(bucket.get(name)).hasValue(bytes(name)));
  }

  @ParameterizedTest
  @DisplayName("O17 the longest name works, and so does a bucket with a long name of its own")
  @ValueSource(ints = {1, 20, 251})
  void theLongestNameWorks(int bucketLength) {
    String longName = "b".repeat(bucketLength);
    ObjectBucket long251 =
        nats.createObjectStore(
            ObjectStoreConfiguration.builder(longName).storageType(StorageType.Memory).build());
    try {
      String name = "n".repeat(Names.longestName(longName));
      long251.put(name, bytes("here"));

      assertThat(long251.get(name)).hasValue(bytes("here"));
      assertThat(long251.list()).extracting(ObjectInfo::getObjectName).containsExactly(name);
      assertThat(long251.delete(name)).isTrue();
      assertThatExceptionOfType(InvalidNameException.class)
          .isThrownBy(() -> long251.put(name + "n", bytes("nowhere")));
      assertThat(nats.status().reconnects()).as("the server did not cut us off").isZero();
    } finally {
      nats.deleteObjectStore(longName);
    }
  }

  @Test
  @DisplayName("O23 what stands at the longest subject of all does not end the connection")
  void theLongestSubjectOfOthersIsListed() {
    String name = "n".repeat(3_030); // nats.go gets that far
    String record =
        "{\"name\":\"" + name + "\",\"bucket\":\"names\",\"nuid\":\"x\",\"size\":0,\"chunks\":0}";
    nats.getConnection().publish(Names.meta("names", name), bytes(record));

    await()
        .atMost(Bucket.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(bucket.list())
                    .extracting(ObjectInfo::getObjectName)
                    .containsExactly(name));
    assertThat(nats.status().reconnects()).isZero();
  }

  @ParameterizedTest
  @DisplayName("O17 no name, an empty one and half a character are refused before anything is sent")
  @ValueSource(strings = {"", "\ud83d", "a\udc00"})
  void aNameThatCanNotBeIsRefused(String name) {
    long sent = nats.statistics().requests();
    List<Runnable> calls =
        List.of(
            () -> bucket.put(name, bytes("x")),
            () -> bucket.get(name),
            () -> bucket.info(name),
            () -> bucket.delete(name),
            () -> bucket.rename("a", name),
            () -> bucket.rename(name, "a"),
            () -> bucket.linkObject(name, "names", "a"),
            () -> bucket.linkObject("a", "names", name),
            () -> bucket.linkBucket(name, "names"),
            () -> nats.putObject("names", name, bytes("x")),
            () -> nats.getObject("names", name),
            () -> nats.deleteObject("names", name));
    calls.forEach(
        call -> assertThatExceptionOfType(InvalidNameException.class).isThrownBy(call::run));
    assertThat(nats.statistics().requests()).isEqualTo(sent);
  }

  @ParameterizedTest
  @DisplayName("O23 an object of an older Java client is found once, listed once, and replaced")
  @ValueSource(strings = {"a~~~", "résumé>v2", "😀.png", "???"})
  void anObjectOfAnOlderJavaClient(String name) throws Exception {
    nats.getConnection().objectStore("names").put(name, bytes("by bare jnats"));
    assertThat(subjects()).containsExactly(standard(name));

    assertThat(bucket.get(name)).hasValue(bytes("by bare jnats"));
    assertThat(bucket.list()).extracting(ObjectInfo::getObjectName).containsExactly(name);

    bucket.put(name, bytes("by us"));
    assertThat(bucket.get(name)).hasValue(bytes("by us"));
    assertThat(bucket.list()).extracting(ObjectInfo::getObjectName).containsExactly(name);
    assertThat(subjects()).containsExactly(Names.meta("names", name));

    nats.getConnection().objectStore("names").put(name, bytes("by bare jnats again"));
    assertThat(bucket.list()).hasSize(1);
    assertThat(bucket.delete(name)).isTrue();
    assertThat(bucket.get(name)).isEmpty();
    assertThat(bucket.list()).isEmpty();
    assertThat(nats.getConnection().objectStore("names").getList()).isEmpty();
  }

  @Test
  @DisplayName("O23 an object that nats.js wrote under Latin-1 is found, listed and replaced")
  void anObjectUnderLatin1() throws Exception {
    String name = "résumé>v2";
    bucket.put(name, bytes("by nats.js"));
    moveToLatin1(name);

    assertThat(bucket.get(name)).hasValue(bytes("by nats.js"));
    assertThat(bucket.list()).extracting(ObjectInfo::getObjectName).containsExactly(name);

    bucket.put(name, bytes("by us"));
    assertThat(bucket.get(name)).hasValue(bytes("by us"));
    assertThat(subjects()).containsExactly(Names.meta("names", name));
  }

  @Test
  @DisplayName("O23 what is Latin-1 of one name and UTF-8 of another is not confused")
  void latin1IsNotConfusedWithUtf8() {
    bucket.put("é", bytes("the letter"));

    assertThat(bucket.get("Ã©")).isEmpty();
    assertThat(bucket.delete("Ã©")).isFalse();
    assertThat(bucket.get("é")).hasValue(bytes("the letter"));
  }

  private void moveToLatin1(String name) throws Exception {
    JetStreamManagement management = nats.getConnection().jetStreamManagement();
    byte[] record = management.getLastMessage("OBJ_names", Names.meta("names", name)).getData();
    String subject =
        Names.metaPrefix("names")
            + Base64.getUrlEncoder().encodeToString(name.getBytes(ISO_8859_1));
    nats.getConnection().jetStream().publish(subject, record);
    management.purgeStream("OBJ_names", PurgeOptions.subject(Names.meta("names", name)));
  }

  private static String standard(String name) {
    return Names.metaPrefix("names") + Base64.getEncoder().encodeToString(bytes(name));
  }

  private Set<String> subjects() throws Exception {
    return nats.getConnection()
        .jetStreamManagement()
        .getStreamInfo("OBJ_names", StreamInfoOptions.filterSubjects("$O.names.M.>"))
        .getStreamState()
        .getSubjectMap()
        .keySet();
  }
}
