package ai.lixpi.nats.internal.wire;

import io.nats.client.AuthHandler;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers the challenge of the server with a fresh handler for each attempt, asked on a thread that
 * may block. jnats asks for the id first, then for the signature, then for the JWT.
 */
final class SignInHandler implements AuthHandler {
  private final Supplier<AuthHandler> fresh;
  private final TokenCall calls;
  private final Presented presented;
  private final String who;

  // Mutable state
  private @Nullable AuthHandler current;

  SignInHandler(Supplier<AuthHandler> fresh, TokenCall calls, Presented presented, String who) {
    this.fresh = fresh;
    this.calls = calls;
    this.presented = presented;
    this.who = who;
  }

  @Override
  public char[] getID() {
    AuthHandler next = calls.answer(who, fresh);
    current = next;
    return calls.answer(who, next::getID);
  }

  @Override
  public byte[] sign(byte[] nonce) {
    return calls.answer(who, () -> current().sign(nonce));
  }

  @Override
  public char[] getJWT() {
    char[] jwt = calls.answer(who, () -> current().getJWT());
    return jwt == null ? new char[0] : presented.jwt(jwt);
  }

  private AuthHandler current() {
    AuthHandler handler = current;
    return handler == null ? fresh.get() : handler;
  }
}
