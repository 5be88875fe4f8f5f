package ai.lixpi.nats.authcallout;

import org.jspecify.annotations.Nullable;

/**
 * What the server asks. The server's signature has been checked.
 *
 * @param serverId the public key of the server, to which the answer is addressed
 * @param userKey the public key of the session, to which the user JWT is issued
 * @param issuedAt seconds since 1970 on the server's clock
 * @param serverXkey the server's curve key when the request was sealed, else null
 * @param attempt what verifiers see
 */
record AuthorizationRequest(
    String serverId,
    String userKey,
    long issuedAt,
    @Nullable String serverXkey,
    SignInAttempt attempt) {
  @Override
  public String toString() {
    return "AuthorizationRequest[" + userKey + "]";
  }
}
