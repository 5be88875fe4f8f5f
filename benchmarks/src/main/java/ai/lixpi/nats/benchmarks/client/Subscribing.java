package ai.lixpi.nats.benchmarks.client;

import java.util.function.Consumer;

/** Handles bytes. Both methods return once the server knows the subscription. */
public interface Subscribing {

  /** One message after another, in order. */
  void subscribe(String subject, Consumer<byte[]> handler) throws Exception;

  /** Up to {@code concurrency} messages at a time, for handlers that block. */
  void subscribe(String subject, int concurrency, Consumer<byte[]> handler) throws Exception;

  /** The same, but messages with equal {@link Keys} one after another. */
  void subscribeInOrderPerKey(String subject, int concurrency, Consumer<byte[]> handler)
      throws Exception;
}
