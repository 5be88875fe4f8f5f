package ai.lixpi.nats.benchmarks.json;

import ai.lixpi.nats.benchmarks.Order;
import ai.lixpi.nats.codec.Codec;
import ai.lixpi.nats.codec.Codecs;

/** The library's own codec, with its settings and its pool. */
final class LibraryCodec implements JsonCodec {
  private final Codec<Order> codec = Codecs.json(Order.class);

  @Override
  public byte[] encode(Order order) throws Exception {
    return codec.encode(order);
  }

  @Override
  public Order decode(byte[] json) throws Exception {
    return codec.decode(json);
  }
}
