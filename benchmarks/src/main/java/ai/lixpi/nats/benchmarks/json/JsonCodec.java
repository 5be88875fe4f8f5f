package ai.lixpi.nats.benchmarks.json;

import ai.lixpi.nats.benchmarks.Order;

/** One way to encode and decode the record. One per fork, so that the call is monomorphic. */
interface JsonCodec {
  byte[] encode(Order order) throws Exception;

  Order decode(byte[] json) throws Exception;
}
