package ai.lixpi.nats.benchmarks.json;

import ai.lixpi.nats.benchmarks.Order;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/** Jackson 3 as the given mapper is configured. */
final class Jackson3Codec implements JsonCodec {
  private final ObjectReader reader;
  private final ObjectWriter writer;

  Jackson3Codec(JsonMapper.Builder mapper) {
    JsonMapper built = mapper.build();
    reader = built.readerFor(Order.class);
    writer = built.writerFor(Order.class);
  }

  @Override
  public byte[] encode(Order order) {
    return writer.writeValueAsBytes(order);
  }

  @Override
  public Order decode(byte[] json) {
    return reader.readValue(json);
  }
}
