package ai.lixpi.nats.objectstore;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lixpi.nats.NatsServiceException;
import io.nats.client.api.ObjectMeta;
import io.nats.client.api.ObjectStoreConfiguration;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** S7: a server whose answers for JetStream make no sense. */
class GarbageTest extends FrontTest {
  private static final byte[] OLD = RealBucket.bytes(StoreTest.CHUNK / 2, 1);
  private static final byte[] NEW = RealBucket.bytes(3 * StoreTest.CHUNK, 2);
  private static final Duration SHORT = Duration.ofMillis(700);
  private static final GetOptions GET = GetOptions.builder().timeout(SHORT).build();

  GarbageTest() {
    super(OLD);
  }

  static Stream<Arguments> garbage() {
    return Stream.of(
        Arguments.of("nothing", ""),
        Arguments.of("text", "-ERR 'no JSON'"),
        Arguments.of("an empty object", "{}"),
        Arguments.of("an empty array", "[]"),
        Arguments.of("null", "null"),
        Arguments.of("a number", "7"),
        Arguments.of("half an object", "{\"stream\":\"OBJ_b\",\"type\""),
        Arguments.of("an array without end", "[".repeat(500_000)),
        Arguments.of("deep objects", "{\"a\":".repeat(100_000)),
        Arguments.of("deep arrays", "[".repeat(100_000) + "]".repeat(100_000)),
        Arguments.of("a long text", "{\"a\":\"" + "x".repeat(900_000) + "\"}"),
        Arguments.of("an error without a word", "{\"error\":{}}"),
        Arguments.of("an error that is a text", "{\"error\":\"no\"}"),
        Arguments.of("an error of strange types", "{\"error\":{\"code\":[],\"err_code\":{}}}"),
        Arguments.of("an answer without content", "{\"type\":\"TYPE\"}"),
        Arguments.of("an answer to something else", "{\"type\":\"a.b_response\",\"success\":true}"),
        Arguments.of(
            "an answer of strange types",
            "{\"type\":\"TYPE\",\"config\":[],\"state\":\"x\",\"message\":[],\"streams\":[{}],"
                + "\"stream_name\":7,\"total\":{}}"),
        Arguments.of(
            "messages that are none",
            "{\"type\":\"TYPE\",\"message\":{\"seq\":1,\"data\":\"%%\",\"hdrs\":\"%%\","
                + "\"time\":\"yesterday\"}}"));
  }

  private Map<String, Callable<?>> calls(Path folder) {
    PutOptions put = StoreTest.within(SHORT);
    Map<String, Callable<?>> calls = new LinkedHashMap<>();
    calls.put("put", () -> bucket.put("new", ObjectSource.of(NEW), put));
    calls.put("put of a small one", () -> bucket.put("a", ObjectSource.of(OLD), put));
    calls.put("get", () -> bucket.get("a", GET));
    calls.put("get of what is not there", () -> bucket.get("b", GET));
    calls.put("stream", () -> bucket.openStream("a", GET));
    calls.put("sink", () -> bucket.get("a", OutputStream.nullOutputStream(), GET));
    calls.put("file", () -> bucket.getToFile("a", folder.resolve("f"), GET));
    calls.put("info", () -> bucket.info("a"));
    calls.put("delete", () -> bucket.delete("a"));
    calls.put("rename", () -> bucket.rename("a", "c"));
    calls.put("update", () -> bucket.updateMeta("a", ObjectMeta.objectName("a")));
    calls.put("link", () -> bucket.linkObject("l", "b", "a"));
    calls.put("list", () -> bucket.list());
    calls.put("watch", () -> bucket.watch((info) -> {}, WatchOptions.CURRENT_AND_CHANGES));
    calls.put("sweep", () -> bucket.sweep(Duration.ofMillis(1)));
    calls.put("status", () -> bucket.status());
    calls.put("seal", seal());
    calls.put("open", () -> front.nats.getObjectStore("b"));
    calls.put("create", () -> front.nats.createObjectStore("c"));
    calls.put("ensure", () -> front.nats.ensureObjectStore("c"));
    calls.put("buckets", () -> front.nats.listObjectStores());
    calls.put("delete the bucket", () -> front.nats.deleteObjectStore("b"));
    calls.put(
        "change the bucket",
        () -> bucket.update(ObjectStoreConfiguration.builder("b").description("d").build()));
    return calls;
  }

  private Callable<?> seal() {
    return () -> {
      bucket.seal();
      return "sealed";
    };
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("garbage")
  void noCallTakesItForSuccessOrWaitsForEver(String what, String garbage, @TempDir Path folder)
      throws Exception {
    front.onAsked(asked -> asked.answer(garbage.replace("TYPE", asked.type())));
    SoftAssertions softly = new SoftAssertions();
    outcomes(folder)
        .forEach(
            (name, failure) ->
                softly.assertThat(failure).as(name).isInstanceOf(NatsServiceException.class));
    softly.assertAll();
    assertThat(Way.files(folder)).isEmpty();
    assertThat(real.read("a")).isEqualTo(OLD);
  }

  /** What answers every call, but never with what comes next and never with an end. */
  private static final String ENDLESS =
      "{\"type\":\"TYPE\",\"success\":true,\"stream_name\":\"OBJ_b\",\"total\":1000000000000,"
          + "\"config\":{\"name\":\"OBJ_b\",\"num_replicas\":\"x\",\"max_age\":{},\"subjects\":7,"
          + "\"storage\":[]},\"created\":\"x\",\"ts\":[],\"cluster\":[],\"num_pending\":\"x\",\"state\":"
          + "{\"last_seq\":{},\"subjects\":{\"$O.b.C.x\":1,\"$O.b.M.YQ==\":1}},\"purged\":\"x\","
          + "\"streams\":[{\"config\":{\"name\":\"OBJ_b\"},\"created\":\"x\",\"state\":[]}],"
          + "\"message\":{\"seq\":1,\"data\":\"e30=\",\"hdrs\":\"e30=\",\"time\":7}}";

  @Test
  void noCallFailsWithoutATypeOrWaitsForEver(@TempDir Path folder) throws Exception {
    front.onAsked(asked -> asked.answer(ENDLESS.replace("TYPE", asked.type())));
    SoftAssertions softly = new SoftAssertions();
    outcomes(folder)
        .forEach(
            (name, failure) ->
                softly
                    .assertThat(failure)
                    .as(name)
                    .isInstanceOfAny(NatsServiceException.class, Succeeded.class));
    softly.assertAll();
  }

  private Map<String, Throwable> outcomes(Path folder) throws Exception {
    Map<String, CompletableFuture<?>> ended = new LinkedHashMap<>();
    calls(folder).forEach((name, call) -> ended.put(name, StoreTest.start(call)));
    Deadline end = Deadline.after(Duration.ofSeconds(30));
    Map<String, Throwable> outcomes = new LinkedHashMap<>();
    for (Map.Entry<String, CompletableFuture<?>> each : ended.entrySet()) {
      outcomes.put(each.getKey(), outcome(each.getValue(), end));
    }
    return outcomes;
  }

  private static final class Succeeded extends Exception {
    private static final long serialVersionUID = 1L;

    Succeeded(@Nullable Object result) {
      super("It succeeded: " + result);
    }
  }

  private static Throwable outcome(CompletableFuture<?> call, Deadline end) throws Exception {
    try {
      return new Succeeded(call.get(end.left().toMillis(), TimeUnit.MILLISECONDS));
    } catch (ExecutionException e) {
      return Objects.requireNonNull(e.getCause());
    } catch (TimeoutException e) {
      return e;
    }
  }

  private Throwable putWhileAcknowledged(boolean chunks, String answer, boolean stored)
      throws Exception {
    front.onAsked(
        asked -> {
          boolean meant = chunks ? asked.isChunk() : asked.isRecord();
          if (!meant) {
            asked.pass();
          } else if (stored) {
            asked.passAndAnswer(answer);
          } else {
            asked.answer(answer);
          }
        });
    return StoreTest.failure(
        StoreTest.start(() -> bucket.put("a", ObjectSource.of(NEW), StoreTest.within(SHORT))));
  }

  private static final String OTHER = "{\"stream\":\"OTHER\",\"seq\":7}";

  @ParameterizedTest
  @ValueSource(
      strings = {
        OTHER,
        "{}",
        "no JSON",
        "{\"stream\":\"OBJ_b\"}",
        "{\"stream\":\"OBJ_b\",\"seq\":0}",
        "{\"stream\":\"OBJ_b\",\"seq\":-7}",
        "{\"stream\":\"OBJ_b\",\"seq\":",
        "{\"stream\":\"OBJ_b\",\"seq\":7",
        "{\"stream\":\"OBJ_b\",\"seq\":\"7\"}",
        "{\"stream\":\"OBJ_b\",\"seq\":99999999999999999999999}",
        "{\"stream\":\"OBJ_b2\",\"seq\":7}",
        "{\"stream\":\"x\\\"seq\\\":7\"}",
        "{\"error\":{}}"
      })
  void whatIsNoAcknowledgementOfTheBucketStoresNothing(String answer) throws Exception {
    for (boolean chunks : new boolean[] {true, false}) {
      assertThat(putWhileAcknowledged(chunks, answer, false))
          .isInstanceOf(ObjectStoreException.class);

      front.onAsked(Front.Asked::pass);
      assertThat(real.read("a")).isEqualTo(OLD);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {OTHER, "{}", "no JSON", "{\"error\":{}}", "{\"stream\":\"OBJ_b\",\"seq\":"})
  void aRecordThatIsStoredButNotAcknowledgedKeepsItsChunks(String answer) throws Exception {
    assertThat(putWhileAcknowledged(false, answer, true))
        .isInstanceOf(ObjectWriteUncertainException.class);

    front.onAsked(Front.Asked::pass);
    real.awaitNoOrphans();
    assertThat(real.read("a")).isEqualTo(NEW);
  }

  @Test
  void chunksThatAreStoredButNotAcknowledgedAreRemoved() throws Exception {
    assertThat(putWhileAcknowledged(true, "{}", true)).isInstanceOf(ObjectStoreException.class);

    front.onAsked(Front.Asked::pass);
    real.awaitNoOrphans();
    assertThat(real.read("a")).isEqualTo(OLD);
  }
}
