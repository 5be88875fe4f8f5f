package ai.lixpi.nats.benchmarks.json;

import ai.lixpi.nats.benchmarks.Order;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.util.BufferRecycler;
import com.fasterxml.jackson.core.util.RecyclerPool;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/** Jackson 2 with its defaults, except for the pool of buffers. */
final class Jackson2Codec implements JsonCodec {
  private final ObjectReader reader;
  private final ObjectWriter writer;

  Jackson2Codec(RecyclerPool<BufferRecycler> pool) {
    JsonMapper mapper =
        JsonMapper.builder(JsonFactory.builder().recyclerPool(pool).build()).build();
    reader = mapper.readerFor(Order.class);
    writer = mapper.writerFor(Order.class);
  }

  @Override
  public byte[] encode(Order order) throws IOException {
    return writer.writeValueAsBytes(order);
  }

  @Override
  public Order decode(byte[] json) throws IOException {
    return reader.readValue(json);
  }
}
