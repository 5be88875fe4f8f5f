package ai.lixpi.nats;

import ai.lixpi.nats.observe.NatsObserver;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where failures go that no caller waits for: to the log, the observer and the user's listener. */
final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(NatsService.class);

  private final Notifier notifier;
  private final ErrorListener listener;
  private final NatsObserver observer;

  Failures(Notifier notifier, ErrorListener listener, NatsObserver observer) {
    this.notifier = notifier;
    this.listener = listener;
    this.observer = observer;
  }

  void report(NatsServiceException failure) {
    if (failure instanceof HandlerFailedException) {
      LOG.error("NATS -> {}", failure.getMessage(), failure.getCause());
    } else {
      LOG.warn("NATS -> {}", failure.getMessage());
    }
    observe(hooks -> hooks.failed(failure));
    notifier.tell(() -> listener.onError(failure));
  }

  void observe(Consumer<NatsObserver> hook) {
    if (observer == NatsObserver.NONE) {
      return;
    }
    try {
      hook.accept(observer);
    } catch (Throwable e) { // whatever it is, the message that is observed must not suffer
      LOG.error("NATS -> the observer failed", e);
    }
  }

  boolean observed() {
    return observer != NatsObserver.NONE;
  }
}
