package ai.lixpi.nats.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.lixpi.nats.DecodeException;
import ai.lixpi.nats.EncodeException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CodecsTest {
  record Order(int orderNumber, String text, Instant at) {}

  static Stream<Arguments> values() {
    return Stream.of(
        Arguments.of(Order.class, new Order(1, "größe 😀", Instant.ofEpochSecond(5, 7))),
        Arguments.of(Integer.class, 42),
        Arguments.of(Boolean.class, true),
        Arguments.of(Map.class, Map.of("a", List.of(1, 2))),
        Arguments.of(Duration.class, Duration.ofMillis(1500)),
        Arguments.of(String.class, "größe 😀 \"quoted\""),
        Arguments.of(String.class, ""),
        Arguments.of(byte[].class, new byte[] {0, -1, 127}));
  }

  @ParameterizedTest
  @MethodSource("values")
  <T> void aValueComesBackAsItWas(Class<T> type, T value) throws Exception {
    Codec<T> codec = Codecs.of(type);

    assertThat(codec.decode(codec.encode(value))).isEqualTo(value);
  }

  @Test
  void theSiblingsCanReadWhatIsWritten() throws Exception {
    Order order = new Order(1, "é 😀", Instant.ofEpochSecond(0));

    assertThat(json(Codecs.of(Order.class).encode(order)))
        .isEqualTo("{\"orderNumber\":1,\"text\":\"é 😀\",\"at\":\"1970-01-01T00:00:00Z\"}");
    assertThat(json(Codecs.json(String.class).encode("a\"b"))).isEqualTo("\"a\\\"b\"");
    assertThat(json(Codecs.of(Order.class).encode(null))).isEqualTo("null");
    assertThat(Codecs.text().encode(null)).isEmpty();
    assertThat(Codecs.bytes().encode(null)).isEmpty();
  }

  @Test
  void bytesAreNotCopied() throws Exception {
    byte[] bytes = {1, 2};
    assertThat(Codecs.bytes().encode(bytes)).isSameAs(bytes);
    assertThat(Codecs.bytes().decode(bytes)).isSameAs(bytes);
  }

  @Test
  void unknownPropertiesAreIgnoredAndMissingOnesAreNull() throws Exception {
    Order order =
        Codecs.of(Order.class).decode("{\"orderNumber\":3,\"new\":{\"a\":[1]}}".getBytes(UTF_8));

    assertThat(order.orderNumber()).isEqualTo(3);
    assertThat(order.text()).isNull();
  }

  @Test
  void aGenericTypeAndAMapperOfTheUserWork() throws Exception {
    Codec<List<Order>> list = Codecs.json(new TypeReference<List<Order>>() {}.getType());
    List<Order> orders = List.of(new Order(1, "a", Instant.EPOCH));
    assertThat(list.decode(list.encode(orders))).isEqualTo(orders);

    JsonMapper snake =
        JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();
    Codec<Order> codec = Codecs.json(snake, Order.class);
    assertThat(codec.decode("{\"order_number\":4}".getBytes(UTF_8)).orderNumber()).isEqualTo(4);
  }

  @Test
  void jsonNullIsAValueForJsonNodeOnly() throws Exception {
    assertThat(Codecs.of(JsonNode.class).decode("null".getBytes(UTF_8)).isNull()).isTrue();
    assertThatThrownBy(() -> Codecs.of(Order.class).decode("null".getBytes(UTF_8)))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("is the JSON value null")
        .hasMessageContaining("take JsonNode.class where null is a message");
  }

  @ParameterizedTest
  @ValueSource(classes = {Order.class, JsonNode.class, Object.class, Map.class, Integer.class})
  void anEmptyPayloadIsNoJson(Class<?> type) {
    for (String blank : new String[] {"", " \n\t"}) {
      assertThatThrownBy(() -> Codecs.of(type).decode(blank.getBytes(UTF_8)))
          .isInstanceOf(DecodeException.class)
          .hasMessageContaining("The payload of " + blank.length() + " bytes is not JSON");
    }
  }

  @Test
  void theSentenceNamesTypeSizeKindAndPlaceButNotThePayload() {
    byte[] payload = "{\"orderNumber\":\"S3CRET\"}".getBytes(UTF_8);
    DecodeException failure =
        catchThrowableOfType(DecodeException.class, () -> Codecs.of(Order.class).decode(payload));

    assertThat(failure)
        .hasMessageContaining("The payload of 24 bytes")
        .hasMessageContaining("CodecsTest$Order")
        .hasMessageContaining("InvalidFormatException at byte ")
        .hasMessageNotContaining("S3CRET")
        .hasNoCause();
  }

  @Test
  void malformedTextIsRefusedInBothDirections() {
    assertThatThrownBy(() -> Codecs.text().decode(new byte[] {(byte) 0xc3, 0x28}))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("2 bytes is not UTF-8 text: take byte[].class");
    assertThatThrownBy(() -> Codecs.text().encode("S3CRET\ud83d"))
        .isInstanceOf(EncodeException.class)
        .hasMessageContaining("lone surrogate")
        .hasMessageNotContaining("S3CRET");
  }

  static final class Loop {
    public Loop getSelf() {
      return this;
    }
  }

  @SuppressWarnings("DoNotCallSuggester")
  static final class Failing {
    public String getText() {
      throw new IllegalStateException("S3CRET");
    }
  }

  @Test
  void aValueThatCannotBeWrittenIsRefusedWithItsTypeOnly() {
    for (Object value : new Object[] {new Loop(), new Failing(), endless()}) {
      EncodeException failure =
          catchThrowableOfType(
              EncodeException.class, () -> Codecs.json(Object.class).encode(value));
      assertThat(failure)
          .hasMessageContaining("A value of type " + value.getClass().getName())
          .hasMessageNotContaining("S3CRET")
          .hasNoCause();
    }
  }

  private static List<Object> endless() {
    List<Object> list = new ArrayList<>();
    list.add(list);
    return list;
  }

  private static String json(byte[] payload) {
    return new String(payload, UTF_8);
  }
}
