package ai.lixpi.nats.auth;

import io.nats.client.AuthHandler;

/** The user's own handler; made by {@link Credentials#authHandler}. */
public final class HandlerCredentials implements Credentials {
  private final AuthHandler handler;

  HandlerCredentials(AuthHandler handler) {
    this.handler = handler;
  }

  /**
   * The handler for the next attempt.
   *
   * @return the user's handler
   */
  public AuthHandler next() {
    return handler;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HandlerCredentials that && handler == that.handler;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(handler);
  }

  @Override
  public String toString() {
    return "auth handler";
  }
}
