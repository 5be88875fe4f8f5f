package ai.lixpi.nats.codec;

import org.jspecify.annotations.Nullable;

final class BytesCodec implements Codec<byte[]> {
  static final BytesCodec INSTANCE = new BytesCodec();
  private static final byte[] EMPTY = new byte[0];

  private BytesCodec() {}

  @Override
  public byte[] encode(byte @Nullable [] value) {
    return value == null ? EMPTY : value;
  }

  @Override
  public byte[] decode(byte[] payload) {
    return payload;
  }
}
