package ai.lixpi.nats.authcallout.app;

import ai.lixpi.nats.auth.NKey;

/** New keys, as lines for an environment file. */
final class Keys {
  private Keys() {}

  static String make() {
    try (NKey issuer = NKey.generate(NKey.Role.ACCOUNT);
        NKey xkey = NKey.generate(NKey.Role.CURVE);
        NKey service = NKey.generate(NKey.Role.USER)) {
      return """
      # For the nats-server
      CALLOUT_ISSUER=%s
      CALLOUT_XKEY=%s
      # For the responder, secret
      AUTH_CALLOUT_ISSUER_SEED=%s
      AUTH_CALLOUT_XKEY_SEED=%s
      # For a service: the first is its publicKey on the allow-list, the second is its own, secret
      SERVICE_PUBLIC_KEY=%s
      NATS_NKEY_SEED=%s
      """
          .formatted(
              issuer.publicKey(),
              xkey.publicKey(),
              text(issuer),
              text(xkey),
              service.publicKey(),
              text(service));
    }
  }

  private static String text(NKey key) {
    return new String(key.seed());
  }
}
