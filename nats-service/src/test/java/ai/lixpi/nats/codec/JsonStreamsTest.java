package ai.lixpi.nats.codec;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.lixpi.nats.DecodeException;
import ai.lixpi.nats.EncodeException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A generator and a parser that are used for many messages leave no trace of one in the next. */
class JsonStreamsTest {
  record Item(
      @Nullable String name, @Nullable List<Integer> numbers, @Nullable Map<String, Item> parts) {}

  static final class Bad {
    private final boolean fails;

    Bad(boolean fails) {
      this.fails = fails;
    }

    public String getFirst() {
      return "first";
    }

    public String getSecond() {
      if (fails) {
        throw new IllegalStateException("in the middle of the value");
      }
      return "second";
    }
  }

  private static final JsonMapper PLAIN =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          .build();

  private final Codec<Item> codec = Codecs.of(Item.class);
  private final Codec<Item> plain = Codecs.json(PLAIN, Item.class);
  private final Item item = item(1);

  private static Item item(int number) {
    return new Item(
        "größe 😀 " + number,
        List.of(number, -number),
        Map.of("part" + number, new Item("", List.of(), Map.of())));
  }

  @Test
  void manyValuesInTurnComeBackAsTheyWere() throws Exception {
    for (int i = 0; i < 1_000; i++) { // more than one parser reads
      assertThat(codec.decode(codec.encode(item(i)))).isEqualTo(item(i));
    }
  }

  @Test
  void aValueIsWrittenAsByTheMapper() throws Exception {
    for (int i = 0; i < 3; i++) {
      assertThat(codec.encode(item)).isEqualTo(plain.encode(item));
      assertThat(new String(Codecs.json(Integer.class).encode(i), UTF_8)).isEqualTo("" + i);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3_900, 4_100, 7_990, 8_010, 100_000})
  void aLargeValueComesBackAsItWas(int length) throws Exception {
    Item large = new Item("ö".repeat(length), List.of(), Map.of());

    assertThat(codec.encode(large)).isEqualTo(plain.encode(large));
    assertThat(codec.decode(codec.encode(large))).isEqualTo(large);
    assertThat(codec.decode(codec.encode(item))).isEqualTo(item);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\":\"a\"}{}",
        "{\"name\":\"a\"} {\"name\":\"b\"}",
        "{\"name\":\"a\"}}",
        "{\"name\":\"a}",
        "{\"name\":{\"a\":1}",
        "{\"name\":\"a\",\"numbers\":[1,2}",
        "{\"name\":\"a\" \"b\"}",
        "{\"numbers\":[\"S3CRET\"]}",
        "{\"name\":\"\u0001\"}"
      })
  void aMalformedPayloadIsRefusedInTheSameWordsAndLeavesNoTrace(String text) throws Exception {
    byte[] payload = text.getBytes(UTF_8);
    codec.decode(codec.encode(item)); // so that a parser is there

    assertThat(catchThrowableOfType(DecodeException.class, () -> codec.decode(payload)))
        .hasMessage(
            catchThrowableOfType(DecodeException.class, () -> plain.decode(payload)).getMessage());
    assertThat(codec.decode(codec.encode(item))).isEqualTo(item);
  }

  @Test
  void everyCutPayloadIsRefusedAndLeavesNoTrace() throws Exception {
    byte[] whole = codec.encode(item);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> codec.decode(cut)).isInstanceOf(DecodeException.class);
      assertThat(codec.decode(whole)).isEqualTo(item);
    }
  }

  @Test
  void otherEncodingsAndBlanksAroundAreReadAsByTheMapper() throws Exception {
    for (Charset charset : new Charset[] {UTF_16BE, UTF_16LE, Charset.forName("UTF-32BE")}) {
      codec.decode(codec.encode(item));
      String text = new String(codec.encode(item), UTF_8);
      assertThat(codec.decode(text.getBytes(charset))).isEqualTo(item);
    }
    for (String text : new String[] {"{}", " {}", "{} \n", "{ }", "\ufeff{}"}) {
      assertThat(codec.decode(text.getBytes(UTF_8))).isEqualTo(new Item(null, null, null));
    }
  }

  @Test
  void typesTakeTurns() throws Exception {
    for (int i = 0; i < 3; i++) {
      assertThat(Codecs.of(JsonNode.class).decode("{\"a\":[1]}".getBytes(UTF_8)).at("/a/0").asInt())
          .isEqualTo(1);
      assertThat(codec.decode("{\"name\":\"a\"}".getBytes(UTF_8)).name()).isEqualTo("a");
      assertThat(Codecs.of(Map.class).decode("{\"a\":1}".getBytes(UTF_8)).get("a")).isEqualTo(1);
      assertThat(Codecs.of(Integer.class).decode("12".getBytes(UTF_8))).isEqualTo(12);
    }
  }

  @Test
  void aFailureInTheMiddleOfAValueLeavesNoTrace() throws Exception {
    Codec<Bad> bad = Codecs.of(Bad.class);
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> bad.encode(new Bad(true))).isInstanceOf(EncodeException.class);
      assertThat(new String(bad.encode(new Bad(false)), UTF_8))
          .isEqualTo("{\"first\":\"first\",\"second\":\"second\"}");
    }
  }

  @Test
  void threadsDoNotMeet() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      Callable<Boolean> task =
          () -> {
            for (int i = 0; i < 5_000; i++) {
              if (!codec.decode(codec.encode(item(i))).equals(item(i))) {
                return false;
              }
            }
            return true;
          };
      for (Future<Boolean> equal :
          threads.invokeAll(IntStream.range(0, 4).mapToObj(i -> task).toList())) {
        assertThat(equal.get()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** Leaves an array open, or the generator closed. */
  static final class Careless extends StdSerializer<Bad> {
    private static final long serialVersionUID = 1;

    Careless() {
      super(Bad.class);
    }

    @Override
    public void serialize(Bad value, JsonGenerator generator, SerializerProvider provider)
        throws IOException {
      if (value.fails) {
        generator.writeStartArray();
        generator.writeNumber(1);
      } else {
        generator.writeNumber(2);
        generator.close();
      }
    }
  }

  @JsonSerialize(using = Careless.class)
  abstract static class CarelessMixIn {}

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSerializerThatLeavesTheGeneratorOpenOrClosedHarmsNoOtherValue(boolean open)
      throws Exception {
    JsonMapper mapper = JsonMapper.builder().addMixIn(Bad.class, CarelessMixIn.class).build();
    JsonStreams streams = new JsonStreams(mapper);

    for (int i = 0; i < 100; i++) {
      byte[] careless = streams.write(mapper.writer(), new Bad(open));
      byte[] other = streams.write(mapper.writer(), List.of(i));

      assertThat(new String(careless, UTF_8)).isEqualTo(open ? "[1]" : "2");
      assertThat(new String(other, UTF_8)).isEqualTo("[" + i + "]");
    }
  }
}
