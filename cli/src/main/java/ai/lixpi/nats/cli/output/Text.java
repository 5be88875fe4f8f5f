package ai.lixpi.nats.cli.output;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Text of strangers, before people see it: no escape sequence of theirs reaches the terminal. */
public final class Text {
  private Text() {}

  /**
   * A text without any control character.
   *
   * @param text from anywhere
   * @return printable in one line
   */
  public static String oneLine(String text) {
    return clean(text, false);
  }

  /**
   * A text whose only control characters are line breaks and tabs.
   *
   * @param text from anywhere
   * @return printable
   */
  public static String lines(String text) {
    return clean(text, true);
  }

  private static String clean(String text, boolean breaks) {
    if (text.chars().noneMatch(c -> Character.isISOControl(c) || Character.isSurrogate((char) c))) {
      return text;
    }
    StringBuilder clean = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              boolean allowed = breaks && (c == '\n' || c == '\t');
              if ((Character.isISOControl(c) && !allowed) || (c >= 0xd800 && c <= 0xdfff)) {
                clean.append(String.format("\\u%04x", c));
              } else {
                clean.appendCodePoint(c);
              }
            });
    return clean.toString();
  }

  /**
   * Bytes as text, if they are any.
   *
   * @param bytes the bytes
   * @return the text, or empty for what is no UTF-8
   */
  public static Optional<String> of(byte[] bytes) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
