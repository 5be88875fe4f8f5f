package ai.lixpi.nats.codec;

import ai.lixpi.nats.DecodeException;
import ai.lixpi.nats.EncodeException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

final class TextCodec implements Codec<String> {
  static final TextCodec INSTANCE = new TextCodec();

  private TextCodec() {}

  @Override
  public byte[] encode(@Nullable String value) {
    if (value == null) {
      return new byte[0];
    }
    try {
      ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(value));
      byte[] payload = new byte[bytes.remaining()];
      bytes.get(payload);
      return payload;
    } catch (CharacterCodingException e) {
      throw new EncodeException(
          "The text has a lone surrogate, which UTF-8 can't carry: send it as byte[] or repair it.");
    }
  }

  @Override
  public String decode(byte[] payload) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString();
    } catch (CharacterCodingException e) {
      throw new DecodeException(
          "The payload of "
              + payload.length
              + " bytes is not UTF-8 text: take byte[].class for raw bytes.");
    }
  }
}
