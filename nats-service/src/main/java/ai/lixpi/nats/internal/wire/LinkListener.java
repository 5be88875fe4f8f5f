package ai.lixpi.nats.internal.wire;

import org.jspecify.annotations.Nullable;

/**
 * Told what happens to a wire. Called on threads of the transport, for one wire in order; must not
 * block.
 */
public interface LinkListener {
  /**
   * A server accepted us: for the first time, or again with all subscriptions of this wire in
   * place.
   *
   * @param wire the wire
   */
  void linkUp(Wire wire);

  /**
   * The server is gone; the wire tries to come up again. May be repeated.
   *
   * @param wire the wire
   */
  void linkDown(Wire wire);

  /**
   * The wire is gone for good.
   *
   * @param wire the wire
   */
  void linkClosed(Wire wire);

  /**
   * An attempt has failed.
   *
   * @param failure what is known
   */
  void attemptFailed(AttemptFailure failure);

  /**
   * The server does not allow something that this client did.
   *
   * @param wire the wire
   * @param violation what it refused
   */
  void refused(Wire wire, Violation violation);

  /**
   * The server did not take a subscription of this wire, because it has too many of them; it does
   * not say which.
   *
   * @param wire the wire
   */
  void tooManySubscriptions(Wire wire);

  /**
   * The server says that what this wire has signed in with has expired, and is about to cut it.
   *
   * @param wire the wire
   */
  void signInExpired(Wire wire);

  /**
   * The server of this wire is in the minority part of a network partition: the wire is to be given
   * up for a link to another server.
   *
   * @param wire the wire
   * @param next the server of a larger part, which comes next
   */
  void isolated(Wire wire, String next);

  /**
   * The server reported an error that is no violation and ended no attempt.
   *
   * @param text what it said
   */
  void serverError(String text);

  /**
   * A message that had been accepted was thrown away.
   *
   * @param subject its subject
   */
  void discarded(String subject);

  /**
   * What a server refused.
   *
   * @param publish true for a publish, false for a subscription
   * @param subject the subject
   * @param queue the queue group of a subscription, or null
   */
  record Violation(boolean publish, String subject, @Nullable String queue) {}
}
