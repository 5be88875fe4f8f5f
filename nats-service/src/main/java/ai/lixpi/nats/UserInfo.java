package ai.lixpi.nats;

import ai.lixpi.nats.internal.wire.Transport;
import ai.lixpi.nats.internal.wire.Wire;
import ai.lixpi.nats.internal.wire.WireSubscription;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks a server what it knows of this client: {@code $SYS.REQ.USER.INFO}, which nats-server has
 * from 2.10 on. A server that does not allow the question is not asked again.
 */
final class UserInfo {
  static final String SUBJECT = "$SYS.REQ.USER.INFO";

  private static final JsonFactory JSON = new JsonFactory();
  private static final long PATIENCE_SECONDS = 2;

  private final Transport transport;
  private final ScheduledExecutorService timer;

  // Mutable state
  private volatile boolean denied;

  UserInfo(Transport transport, ScheduledExecutorService timer) {
    this.transport = transport;
    this.timer = timer;
  }

  /** Whether this refusal concerns the question, which the user has not asked. */
  boolean denied(String subject) {
    if (!subject.equals(SUBJECT)) {
      return false;
    }
    denied = true;
    return true;
  }

  /** The answer is how long the server will keep the connection, empty for ever; or never comes. */
  void ask(Wire wire, Consumer<Optional<Duration>> answer) {
    if (denied) {
      return;
    }
    AtomicReference<@Nullable WireSubscription> subscription = new AtomicReference<>();
    String inbox = transport.newInbox();
    subscription.set(
        wire.subscribe(
            inbox,
            null,
            message -> {
              read(message.getData(), answer);
              timer.execute(() -> end(subscription));
            }));
    wire.publish(SUBJECT, inbox, null, new byte[0]);
    timer.schedule(() -> end(subscription), PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private static void end(AtomicReference<@Nullable WireSubscription> subscription) {
    WireSubscription once = subscription.getAndSet(null);
    if (once != null) {
      once.unsubscribe();
    }
  }

  /** {@code {"data":{"expires":<nanoseconds>}}}; other fields are of no interest. */
  private static void read(byte[] payload, Consumer<Optional<Duration>> answer) {
    try (JsonParser json = JSON.createParser(payload)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return;
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean data = json.currentName().equals("data");
        if (json.nextToken() == JsonToken.START_OBJECT && data) {
          answer.accept(expires(json));
          return;
        }
        json.skipChildren();
      }
    } catch (IOException e) {
      // then it is not known
    }
  }

  private static Optional<Duration> expires(JsonParser json) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean expires = json.currentName().equals("expires");
      if (json.nextToken() == JsonToken.VALUE_NUMBER_INT && expires) {
        return Optional.of(Duration.ofNanos(json.getLongValue()));
      }
      json.skipChildren();
    }
    return Optional.empty();
  }
}
