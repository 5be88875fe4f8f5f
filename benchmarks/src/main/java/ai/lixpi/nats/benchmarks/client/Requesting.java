package ai.lixpi.nats.benchmarks.client;

import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/** Asks and answers with bytes. */
public interface Requesting {

  /** Blocks until the answer is there. */
  byte[] request(String subject, byte[] data) throws Exception;

  CompletionStage<byte[]> requestAsync(String subject, byte[] data) throws Exception;

  /** Answers with a handler that does not block; returns once the server knows the subscription. */
  void reply(String subject, UnaryOperator<byte[]> handler) throws Exception;
}
