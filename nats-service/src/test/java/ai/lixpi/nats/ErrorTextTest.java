package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

// R5: the text of an error reaches the caller, whatever it is
@NatsTest
class ErrorTextTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final NatsServer server;
  private final NatsService nats;

  ErrorTextTest(NatsServer server) {
    server.restore();
    this.server = server;
    nats = NatsService.connect(new Recorder().config(server.url()).build());
  }

  @AfterEach
  void close() {
    nats.close();
  }

  private void failWith(String text) {
    nats.reply(
        "work",
        String.class,
        (data, message) -> {
          throw new ReplyException(422, text);
        });
  }

  private RemoteErrorException remote(Calling calling) {
    NatsServiceException failure = Calling.failure(calling.start(nats, "work", "?", LONG));
    assertThat(failure).isInstanceOf(RemoteErrorException.class);
    return (RemoteErrorException) failure;
  }

  static Stream<Arguments> texts() {
    return Stream.of(
            "Größe 猫 😀",
            "line one\r\nNats-Injected: yes\r\n\r\nPUB other 0\ntab\tend",
            "x".repeat(100_000),
            "😀".repeat(700_000),
            "x" + "😀".repeat(700_000),
            "x".repeat(5_000_000),
            "lone \uD83D surrogate",
            "\u0000 and \u007f")
        .flatMap(
            text -> Arrays.stream(Calling.values()).map(c -> arguments(c, text.length(), text)));
  }

  @ParameterizedTest(name = "{0}, {1} characters")
  @MethodSource("texts")
  void anErrorTextOfAnyKindReachesTheCaller(Calling calling, int length, String text) {
    failWith(text);

    RemoteErrorException failure = remote(calling);

    assertThat(failure.code()).isEqualTo(422);
    assertThat(failure.remoteMessage())
        .startsWith(text.substring(0, 4))
        .hasSizeLessThanOrEqualTo(length);
  }

  @ParameterizedTest
  @EnumSource
  void aTextArrivesWholeUpToAGenerousLength(Calling calling) {
    String text = "Größe 猫 😀\r\n" + "x".repeat(2_000);
    failWith(text);

    assertThat(remote(calling).remoteMessage()).isEqualTo(text);
  }

  @ParameterizedTest
  @EnumSource
  void aTextThatTheServerWouldNotTakeIsReplacedByANeutralOne(Calling calling) {
    failWith("x".repeat(2_000));
    server.restart(settings -> settings.maxPayload(512));
    await().until(() -> nats.status().reconnects() == 1);

    RemoteErrorException failure = remote(calling);

    assertThat(failure.code()).isEqualTo(422);
    assertThat(failure.remoteMessage()).isEqualTo("The handler failed.");
  }
}
