package ai.lixpi.nats.authcallout;

import ai.lixpi.nats.auth.Permissions;
import ai.lixpi.nats.auth.SelfIssuedJwt;
import ai.lixpi.nats.internal.Given;

/**
 * An entry of the allow-list: who signs, as whom, and what it may do.
 *
 * @param publicKey the public NKey of the service, {@code U...}
 * @param userId the user id that it may sign in with, like {@code svc:orders}
 * @param permissions what it may do; {@code {userId}} stands for the user id
 */
public record AllowedService(String publicKey, String userId, Permissions permissions) {
  /**
   * Checks the key, the user id and the subjects.
   *
   * @param publicKey the public NKey of the service
   * @param userId the user id
   * @param permissions what it may do
   * @throws ai.lixpi.nats.ConfigurationException when one of them can't work
   */
  public AllowedService {
    new SelfIssuedJwt.Issuer(publicKey, userId);
    Grants.checked("'" + PublicText.of(userId) + "'", Given.nonNull("permissions", permissions));
    Grants.requireUsable(userId, permissions);
  }

  SelfIssuedJwt.Issuer issuer() {
    return new SelfIssuedJwt.Issuer(publicKey, userId);
  }
}
