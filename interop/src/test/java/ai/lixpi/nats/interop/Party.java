package ai.lixpi.nats.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** One side of a scenario: this library, or a peer in another language. One call at a time. */
interface Party extends AutoCloseable {
  /** Its language, as scenarios name it. */
  String language();

  /**
   * Performs an operation.
   *
   * @return {@code {"ok": {...}}} or {@code {"error": {"kind": ..., "message": ...}}}
   */
  JsonNode perform(ObjectNode request) throws Exception;

  /** Whether it can go on after what has happened. */
  boolean isAlive();

  @Override
  void close();
}
