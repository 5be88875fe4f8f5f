package ai.lixpi.nats.benchmarks.json;

import ai.lixpi.nats.benchmarks.Order;
import java.io.ByteArrayOutputStream;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Jackson 3 writing into one growing output that is kept between messages, copied once at the end.
 * For one thread.
 */
final class Jackson3ReusedOutputCodec implements JsonCodec {
  private final ObjectReader reader;
  private final ObjectWriter writer;
  private final ByteArrayOutputStream output = new ByteArrayOutputStream(512);

  Jackson3ReusedOutputCodec(JsonMapper.Builder mapper) {
    JsonMapper built = mapper.build();
    reader = built.readerFor(Order.class);
    writer = built.writerFor(Order.class);
  }

  @Override
  public byte[] encode(Order order) {
    output.reset();
    writer.writeValue(output, order);
    return output.toByteArray();
  }

  @Override
  public Order decode(byte[] json) {
    return reader.readValue(json);
  }
}
