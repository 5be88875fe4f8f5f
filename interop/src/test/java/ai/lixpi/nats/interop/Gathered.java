package ai.lixpi.nats.interop;

import static com.fasterxml.jackson.databind.node.JsonNodeFactory.instance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What arrives under an id. Thread-safe. */
final class Gathered {
  private final List<JsonNode> items = new ArrayList<>();

  synchronized void add(JsonNode item) {
    items.add(item);
    notifyAll();
  }

  /** Takes all that has arrived when there are so many, or when the time is over. */
  synchronized ArrayNode await(int count, Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    long left = timeout.toNanos();
    while (items.size() < count && left > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
      left = deadline - System.nanoTime();
    }
    ArrayNode taken = instance.arrayNode().addAll(items);
    items.clear();
    return taken;
  }
}
