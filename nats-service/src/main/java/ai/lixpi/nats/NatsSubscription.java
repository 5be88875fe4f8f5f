package ai.lixpi.nats;

import java.time.Duration;
import java.util.Optional;

/**
 * A subscription or a reply handler. It belongs to the service, not to a connection: it may be made
 * before the first one, and becomes active on every new one until it is unsubscribed or the service
 * is closed. Thread-safe.
 */
public interface NatsSubscription {
  /**
   * The subject, wildcards included.
   *
   * @return the subject
   */
  String subject();

  /**
   * The options it was made with.
   *
   * @return the options
   */
  SubscriptionOptions options();

  /**
   * Whether it answers requests.
   *
   * @return what it does with messages
   */
  SubscriptionDefinition.Type type();

  /**
   * Whether the server of the current connection knows it.
   *
   * @return true while messages can arrive
   */
  boolean isActive();

  /**
   * Why the server does not know it: it refused, with {@link PermissionDeniedException} or {@link
   * LimitExceededException}, or there was no room in the outgoing queue to tell it within the
   * publish timeout ({@link BufferFullException}), which is tried again. Cleared when the
   * connection is lost.
   *
   * @return the failure, or empty when there is none
   */
  Optional<NatsServiceException> failure();

  /**
   * What it has done so far.
   *
   * @return counts
   */
  SubscriptionStatistics statistics();

  /**
   * Ends it now. After this returns no new handler call starts; one that runs is not interrupted.
   * What waits for a handler is given up and counted in {@link SubscriptionStatistics#givenUp()}.
   * Waits at most for the publish timeout when the outgoing queue is full; the server is told later
   * then. Idempotent.
   */
  void unsubscribe();

  /**
   * Ends it without losing a message: the server sends no more, and all that has arrived is
   * handled.
   *
   * @param timeout how long it may take; handlers that run longer are interrupted
   * @return what has become of it
   */
  DrainResult drain(Duration timeout);
}
