package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** PS5. */
@NatsTest
class SubjectRulesTest {
  static Stream<Arguments> malformed() {
    return Stream.of(
        Arguments.of("", "is empty"),
        Arguments.of(".", "has an empty token"),
        Arguments.of("..", "has an empty token"),
        Arguments.of(".a", "has an empty token"),
        Arguments.of("a.", "has an empty token"),
        Arguments.of("a..b", "has an empty token"),
        Arguments.of(" ", "has a blank or control character at position 0"),
        Arguments.of("a b", "has a blank or control character at position 1"),
        Arguments.of("a\tb", "has a blank or control character at position 1"),
        Arguments.of("a\r\nPUB b 0\r\n", "has a blank or control character at position 1"),
        Arguments.of("a\nb", "has a blank or control character at position 1"),
        Arguments.of("a\u0000b", "has a blank or control character at position 1"),
        Arguments.of("a\u007fb", "has a blank or control character at position 1"),
        Arguments.of("a\ud83d", "has a lone surrogate at position 1"),
        Arguments.of("\ude00b", "has a lone surrogate at position 0"),
        Arguments.of("a\ud83d\ud83d\ude00", "has a lone surrogate at position 1"),
        Arguments.of("x".repeat(1_901), "has 1901 bytes, more than the 1900 allowed"),
        Arguments.of("x".repeat(5_000), "has 5000 bytes, more than the 1900 allowed"),
        Arguments.of("é".repeat(1_000), "has 2000 bytes, more than the 1900 allowed"));
  }

  static Stream<Arguments> wildcards() {
    return Stream.of(
        Arguments.of("*", "has the wildcard '*'"),
        Arguments.of(">", "has the wildcard '>'"),
        Arguments.of("orders.*", "has the wildcard '*'"),
        Arguments.of("orders.>", "has the wildcard '>'"),
        Arguments.of("*.orders", "has the wildcard '*'"));
  }

  static Stream<Arguments> unpublishable() {
    return Stream.concat(malformed(), wildcards());
  }

  static Stream<Arguments> unsubscribable() {
    return Stream.concat(
        malformed(),
        Stream.of(
            Arguments.of(">.a", "has '>' before its end"),
            Arguments.of("a.>.b", "has '>' before its end")));
  }

  @ParameterizedTest
  @MethodSource("unpublishable")
  void whatCannotBePublishedToIsRefusedBeforeAByteIsWritten(
      String subject, String why, NatsServer server) {
    try (NatsService nats = NatsService.connect(server.url())) {
      assertRefused(why, () -> nats.publish(subject, "data"));
      assertRefused(why, () -> nats.request(subject, "data", String.class));
      assertRefused(why, () -> nats.requestAsync(subject, "data", String.class));

      assertThat(nats.statistics().published()).isZero();
      nats.publish("marker", "data");
      nats.flush(Recorder.PATIENCE);
      assertThat(server.monitoring("/connz")).contains("\"in_msgs\": 1,");
      assertThat(nats.statistics().requestsInFlight()).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("unsubscribable")
  void whatCannotBeSubscribedToIsRefusedBeforeAByteIsWritten(
      String subject, String why, NatsServer server) {
    try (NatsService nats = NatsService.connect(server.url())) {
      assertRefused(why, () -> nats.subscribe(subject, String.class, (data, message) -> {}));
      assertRefused(why, () -> nats.reply(subject, String.class, (data, message) -> data));
      assertRefused(
          why, () -> SubscriptionDefinition.subscribe(subject, String.class, (d, m) -> {}));

      nats.flush(Recorder.PATIENCE);
      assertThat(server.subscriptions()).isZero();
      assertThat(nats.getSubscriptions()).isEmpty();
      assertThat(nats.isConnected()).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("unpublishable")
  void aQueueGroupFollowsTheRulesOfASubjectWithoutWildcards(String name, String why) {
    InvalidSubjectException failure =
        catchThrowableOfType(InvalidSubjectException.class, () -> SubscriptionOptions.queue(name));
    assertThat(failure).hasMessageStartingWith("The queue group ").hasMessageContaining(why);
  }

  @ParameterizedTest
  @ValueSource(strings = {"workers*", "a>b", "*x.y"})
  void aQueueGroupHasNoWildcardCharacterAnywhere(String name) {
    assertThatThrownBy(() -> SubscriptionOptions.queue(name))
        .isInstanceOf(InvalidSubjectException.class)
        .hasMessageContaining("which no queue group may have");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a.b.c", "$SYS.x", "a-b_c", "größe.日本.😀", "a*b", "a>b", "x*.y>"})
  void anythingElseArrives(String subject, NatsServer server) {
    try (NatsService nats = NatsService.connect(server.url())) {
      nats.reply(subject, String.class, (data, message) -> message.getSubject());

      assertThat(nats.request(subject, "data", String.class)).isEqualTo(subject);
    }
  }

  @Test
  void theLongestSubjectArrivesWithReplySubjectAndHeaders(NatsServer server) {
    String subject = "é".repeat(950);
    try (NatsService nats = NatsService.connect(server.url())) {
      nats.reply(
          subject, String.class, (data, message) -> data, SubscriptionOptions.queue(subject));

      assertThat(nats.request(subject, "data", String.class)).isEqualTo("data");
    }
  }

  @Test
  void theRefusalShowsNoControlCharacters() {
    InvalidSubjectException failure =
        catchThrowableOfType(
            InvalidSubjectException.class, () -> SubscriptionOptions.queue("a\r\nb\ud83d"));

    assertThat(failure).hasMessageContaining("'a\\u000d\\u000ab\\ud83d'");
    assertThatCode(() -> SubscriptionOptions.queue("b")).doesNotThrowAnyException();
  }

  private static void assertRefused(String why, ThrowingCallable call) {
    InvalidSubjectException failure = catchThrowableOfType(InvalidSubjectException.class, call);
    assertThat(failure).hasMessageContaining(why);
    assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
    assertThat(failure.getMessage()).doesNotContain("\n").hasSizeLessThan(400);
  }
}
