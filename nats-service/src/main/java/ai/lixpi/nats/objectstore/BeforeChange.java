package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.InterruptedCallException;
import ai.lixpi.nats.NatsServiceException;
import ai.lixpi.nats.Outcome;
import java.util.function.Supplier;

/** What is only asked before a change. Where that fails, nothing of the change was sent. */
final class BeforeChange {
  private BeforeChange() {}

  static <T> T ask(Supplier<T> question) {
    try {
      return question.get();
    } catch (JetStreamUnavailableException | InterruptedCallException e) {
      throw failure(e);
    }
  }

  static NatsServiceException failure(NatsServiceException failure) {
    if (failure instanceof JetStreamUnavailableException unavailable) {
      return unavailable.beforeChange();
    }
    if (failure.outcome() != Outcome.NOT_SENT
        && failure instanceof InterruptedCallException
        && failure.getCause() instanceof InterruptedException cause) {
      return new InterruptedCallException(
          Outcome.NOT_SENT, String.valueOf(failure.getMessage()), cause);
    }
    return failure;
  }
}
