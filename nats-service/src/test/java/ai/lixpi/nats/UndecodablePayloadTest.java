package ai.lixpi.nats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsServerExtension;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** PS2. */
class UndecodablePayloadTest {
  private static final String SECRET = "S3CRET";

  @RegisterExtension
  static final NatsServerExtension SERVER =
      NatsServerExtension.builder().server(server -> server.maxPayload(16 * 1024 * 1024)).build();

  record Order(int number, String text) {
    Order {
      if (number < 0) {
        throw new IllegalArgumentException("bad number in " + text);
      }
    }
  }

  static Stream<Arguments> payloads() {
    return Stream.of(
        Arguments.of("malformed", bytes("{\"number\":1,\"text\":\"" + SECRET)),
        Arguments.of("unquoted", bytes(SECRET)),
        Arguments.of("empty", new byte[0]),
        Arguments.of("a text for an object", bytes('"' + SECRET + '"')),
        Arguments.of("a list for an object", bytes("[\"" + SECRET + "\"]")),
        Arguments.of("a text for a number", bytes("{\"number\":\"" + SECRET + "\"}")),
        Arguments.of("refused by its class", bytes("{\"number\":-1,\"text\":\"" + SECRET + "\"}")),
        Arguments.of("invalid UTF-8", concat(bytes("{\"text\":\"" + SECRET), 0xff, 0xfe, 0x22)),
        Arguments.of("null", bytes("null")),
        Arguments.of("two values", bytes("{\"number\":1} {\"text\":\"" + SECRET + "\"}")),
        Arguments.of("a word behind", bytes("{\"number\":1} " + SECRET)),
        Arguments.of("100,000 nested lists", bytes("[".repeat(100_000) + '"' + SECRET + '"')),
        Arguments.of("100,000 nested objects", bytes("{\"text\":".repeat(100_000))),
        Arguments.of("a text of 10 MB", bytes('"' + SECRET.repeat(1_700_000) + '"')),
        Arguments.of("a number of 10 MB", bytes("{\"number\":" + "9".repeat(10_000_000) + "}")),
        Arguments.of("an endless text of 10 MB", bytes('"' + SECRET.repeat(1_700_000))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("payloads")
  void aPayloadThatCannotBeReadIsCountedReportedWithoutItAndDropped(
      String what, byte[] payload, NatsServer server) {
    assertRefused(Order.class, payload, bytes("{\"number\":7}"), server);
  }

  @Test
  void textThatIsNotUtf8IsCountedReportedWithoutItAndDropped(NatsServer server) {
    assertRefused(String.class, concat(bytes(SECRET), 0xc3, 0x28), bytes("good"), server);
  }

  private static void assertRefused(
      Class<?> type, byte[] payload, byte[] goodOne, NatsServer server) {
    Recorder recorder = new Recorder();
    List<Object> handled = new CopyOnWriteArrayList<>();
    try (CapturedLog log = new CapturedLog();
        NatsService nats = NatsService.connect(recorder.config(server.url()).build())) {
      NatsSubscription subscription =
          nats.subscribe("orders", type, (order, message) -> handled.add(order));
      nats.publish("orders", payload);
      nats.publish("orders", goodOne);
      await().atMost(Recorder.PATIENCE).until(() -> subscription.statistics().handled() == 1);

      DecodeException failure = recorder.failure(DecodeException.class);
      assertThat(failure).hasMessageStartingWith("On 'orders': ");
      assertThat(everythingAbout(failure)).hasSizeLessThan(20_000).doesNotContain(SECRET);
      assertThat(log.text()).contains("On 'orders': ").doesNotContain(SECRET);
      assertThat(recorder.failures).hasSize(1);
      assertThat(subscription.statistics().undecodable()).isEqualTo(1);
      assertThat(subscription.statistics().failed()).isZero();
      assertThat(handled).hasSize(1);
      assertThat(nats.statistics().undecodable()).isEqualTo(1);
    }
  }

  @Test
  void theCallerOfARequestThatCannotBeReadIsToldSoWithoutThePayload(NatsServer server) {
    try (NatsService nats = NatsService.connect(server.url())) {
      nats.reply("orders", Order.class, (order, message) -> order);

      RemoteErrorException failure =
          catchThrowableOfType(
              RemoteErrorException.class, () -> nats.request("orders", bytes(SECRET), Order.class));
      assertThat(failure.code()).isEqualTo(400);
      assertThat(everythingAbout(failure)).doesNotContain(SECRET);
    }
  }

  @Test
  void anAnswerThatCannotBeReadFailsTheRequestWithoutThePayload(NatsServer server) {
    try (NatsService nats = NatsService.connect(server.url())) {
      nats.reply("orders", byte[].class, (order, message) -> bytes("[" + SECRET));

      DecodeException failure =
          catchThrowableOfType(
              DecodeException.class, () -> nats.request("orders", "any", Order.class));
      assertThat(failure).hasMessageStartingWith("The reply on 'orders': ");
      assertThat(everythingAbout(failure)).doesNotContain(SECRET);
    }
  }

  @Test
  void aTextOfTenMegabytesThatIsWantedArrives(NatsServer server) {
    String text = "x".repeat(10_000_000);
    try (NatsService nats = NatsService.connect(server.url())) {
      nats.reply("orders", Order.class, (order, message) -> order.text().length());

      assertThat(nats.request("orders", new Order(1, text), Integer.class)).isEqualTo(10_000_000);
    }
  }

  private static String everythingAbout(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text + failure.toString() + failure.getLocalizedMessage();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static byte[] concat(byte[] head, int... tail) {
    byte[] all = java.util.Arrays.copyOf(head, head.length + tail.length);
    for (int i = 0; i < tail.length; i++) {
      all[head.length + i] = (byte) tail[i];
    }
    return all;
  }
}
