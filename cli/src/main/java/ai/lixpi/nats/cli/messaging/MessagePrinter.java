package ai.lixpi.nats.cli.messaging;

import ai.lixpi.nats.cli.output.Json;
import ai.lixpi.nats.cli.output.Style;
import ai.lixpi.nats.cli.output.Terminal;
import ai.lixpi.nats.cli.output.Text;
import ai.lixpi.nats.cli.output.Units;
import io.nats.client.Message;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** Shows messages: for people, raw, or as JSON lines. */
final class MessagePrinter {
  /** How a message is shown. */
  enum Form {
    READABLE,
    PRETTY,
    RAW,
    JSON
  }

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

  private final Terminal terminal;
  private final Form form;

  MessagePrinter(Terminal terminal, Form form) {
    this.terminal = terminal;
    this.form = form;
  }

  void print(long number, Message message) {
    switch (form) {
      case JSON -> terminal.out().println(Json.text(json(number, message)));
      case RAW -> raw(message.getData());
      case READABLE, PRETTY -> readable(number, message);
    }
  }

  /** The payload alone, with a line break behind it unless it has one. */
  void raw(byte[] payload) {
    if (terminal.outIsTerminal()) {
      terminal.out().println(shown(payload));
    } else {
      terminal.out().write(payload, 0, payload.length);
      terminal.out().println();
    }
  }

  private static Map<String, Object> json(long number, Message message) {
    Map<String, Object> json =
        Json.object(
            "number", number,
            "time", Instant.now().truncatedTo(ChronoUnit.MILLIS),
            "subject", message.getSubject(),
            "reply", message.getReplyTo(),
            "headers", HeaderOption.values(message.getHeaders()));
    Json.payload(json, message.getData());
    return json;
  }

  private void readable(long number, Message message) {
    boolean colours = terminal.outHasColours();
    String heading =
        "#"
            + number
            + "  "
            + TIME.format(LocalTime.now(ZoneId.systemDefault()))
            + "  "
            + Style.CYAN.on(colours, Text.oneLine(message.getSubject()))
            + "  "
            + Units.bytes(message.getData().length)
            + (message.getReplyTo() == null ? "" : "  reply to " + message.getReplyTo());
    terminal.out().println(heading);
    if (message.hasHeaders()) {
      message
          .getHeaders()
          .forEach(
              (name, values) ->
                  values.forEach(
                      value ->
                          terminal
                              .out()
                              .println(
                                  Style.FAINT.on(
                                      colours, Text.oneLine(name) + ": " + Text.oneLine(value)))));
    }
    if (message.getData().length > 0) {
      terminal.out().println(shown(message.getData()));
    }
    terminal.out().println();
  }

  /** A payload for people. */
  String shown(byte[] payload) {
    return Text.of(payload)
        .map(text -> form == Form.PRETTY ? Json.pretty(text).orElse(text) : text)
        .map(Text::lines)
        .orElseGet(() -> "(" + Units.bytes(payload.length) + " that are no text)");
  }
}
