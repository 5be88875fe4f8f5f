package ai.lixpi.nats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsMessage;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What goes over the wire when things go wrong, seen with the official client. ADR-32. */
@NatsTest
class ErrorWireTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final NatsService nats;
  private final Connection raw;

  ErrorWireTest(NatsServer server) throws Exception {
    server.restore();
    nats = NatsService.connect(new Recorder().config(server.url()).build());
    raw = Nats.connect(server.url());
  }

  @BeforeEach
  void answer() {
    nats.reply(
        "work",
        String.class,
        (data, message) ->
            switch (data) {
              case "meant" -> throw new ReplyException(404, "No such order.");
              case "umlaut" -> throw new ReplyException(422, "Größe");
              case "lines" -> throw new ReplyException(422, "a\r\nNats-Service-Error-Code: 1\tb");
              case "broken" ->
                  throw new IllegalStateException("inner", new RuntimeException("cause"));
              case "reply" ->
                  new Reply("with headers", new Headers().put("Colour", "red").put("N", "1", "2"));
              case "bytes" -> new Reply(new byte[] {0, 1, 2}, new Headers());
              default -> data;
            });
    nats.reply("number", Integer.class, (data, message) -> data);
    nats.flush(LONG);
  }

  @AfterEach
  void close() throws Exception {
    raw.close();
    nats.close();
  }

  private Message ask(String subject, String data) throws Exception {
    return raw.request(subject, data.getBytes(UTF_8)).get(20, TimeUnit.SECONDS);
  }

  private static String body(Message message) {
    return new String(message.getData(), UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          work   | meant  | 404 | No such order.                | {"error":"No such order."}
          work   | umlaut | 422 | Gr??e                         | {"error":"Größe"}
          work   | lines  | 422 | a  Nats-Service-Error-Code: 1 b | {"error":"a\\r\\nNats-Service-Error-Code: 1\\tb"}
          work   | broken | 500 | The handler failed.           | {"error":"The handler failed."}
          number | no     | 400 | The request can't be decoded. | {"error":"The request can't be decoded."}
          """,
      quoteCharacter = '`')
  void anErrorIsTwoHeadersAndAJsonBodyToTheByte(
      String subject, String data, String code, String header, String body) throws Exception {
    Message answer = ask(subject, data);

    assertThat(answer.getHeaders().entrySet())
        .extracting(entry -> entry.getKey() + "=" + entry.getValue())
        .containsExactlyInAnyOrder(
            "Nats-Service-Error=[" + header + "]", "Nats-Service-Error-Code=[" + code + "]");
    assertThat(answer.getData()).isEqualTo(body.getBytes(UTF_8));
    assertThat(body(answer)).doesNotContain("Exception", "inner", "cause", ".java");
  }

  @Test
  void anAnswerHasNoHeadersUnlessTheHandlerGivesThem() throws Exception {
    assertThat(ask("work", "plain").hasHeaders()).isFalse();

    Message reply = ask("work", "reply");
    assertThat(body(reply)).isEqualTo("with headers");
    assertThat(reply.getHeaders().getFirst("Colour")).isEqualTo("red");
    assertThat(reply.getHeaders().get("N")).containsExactly("1", "2");
    assertThat(reply.getHeaders().size()).isEqualTo(2);
    assertThat(ask("work", "bytes").getData()).containsExactly(0, 1, 2);
  }

  private void foreign(String subject, byte[] body, String... headers) throws Exception {
    Headers all = new Headers();
    for (int i = 0; i < headers.length; i += 2) {
      all.put(headers[i], headers[i + 1]);
    }
    raw.createDispatcher(
            message ->
                raw.publish(
                    NatsMessage.builder()
                        .subject(message.getReplyTo())
                        .headers(all)
                        .data(body)
                        .build()))
        .subscribe(subject);
    raw.flush(Duration.ofSeconds(20));
  }

  private RemoteErrorException remote(Calling calling, String subject) {
    NatsServiceException failure = Calling.failure(calling.start(nats, subject, "?", LONG));
    assertThat(failure).isInstanceOf(RemoteErrorException.class);
    return (RemoteErrorException) failure;
  }

  @ParameterizedTest
  @EnumSource
  void aForeignErrorOfHeadersOnlyCarriesItsCodeAndText(Calling calling) throws Exception {
    foreign("f", new byte[0], "Nats-Service-Error", "Nope", "Nats-Service-Error-Code", "418");

    RemoteErrorException failure = remote(calling, "f");

    assertThat(failure.code()).isEqualTo(418);
    assertThat(failure.remoteMessage()).isEqualTo("Nope");
    assertThat(failure).hasMessageContaining("418").hasMessageContaining("Nope");
  }

  @ParameterizedTest
  @EnumSource
  void lowerCaseHeaderNamesAreErrorsToo(Calling calling) throws Exception {
    foreign("f", new byte[0], "nats-service-error", "Nope", "nats-service-error-code", "7");

    assertThat(remote(calling, "f").code()).isEqualTo(7);
    assertThat(remote(calling, "f").remoteMessage()).isEqualTo("Nope");
  }

  @ParameterizedTest
  @CsvSource({"BLOCKING,abc", "ASYNC,abc", "ASYNC,''", "ASYNC,99999999999", "BLOCKING,1.5"})
  void anOddCodeCountsAs500(Calling calling, String code) throws Exception {
    foreign("f", new byte[0], "Nats-Service-Error", "Nope", "Nats-Service-Error-Code", code);

    assertThat(remote(calling, "f").code()).isEqualTo(500);
    assertThat(remote(calling, "f").remoteMessage()).isEqualTo("Nope");
  }

  @ParameterizedTest
  @EnumSource
  void eitherHeaderAloneIsAnError(Calling calling) throws Exception {
    foreign("text", new byte[0], "Nats-Service-Error", "Nope");
    foreign("code", new byte[0], "Nats-Service-Error-Code", "503");

    assertThat(remote(calling, "text").code()).isEqualTo(500);
    assertThat(remote(calling, "code").code()).isEqualTo(503);
    assertThat(remote(calling, "code").remoteMessage()).isEqualTo("no message");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          BLOCKING | {"error":5}
          ASYNC    | {"error":5}
          ASYNC    | [1,2]
          BLOCKING | not json
          ASYNC    | null
          """)
  void aForeignBodyThatIsNoErrorTextIsPassedOver(Calling calling, String body) throws Exception {
    foreign("f", body.getBytes(UTF_8), "Nats-Service-Error", "Nope");

    assertThat(remote(calling, "f").remoteMessage()).isEqualTo("Nope");
  }

  @ParameterizedTest
  @EnumSource
  void otherHeadersAreNoError(Calling calling) throws Exception {
    foreign("f", "fine".getBytes(UTF_8), "Colour", "red");

    assertThat(calling.ask(nats, "f", "?", LONG)).isEqualTo("fine");
  }
}
