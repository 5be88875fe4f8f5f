package ai.lixpi.nats.internal.wire;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** The client's keys, if it has any, which remember whether the server has asked for them. */
final class ObservedKeys extends X509ExtendedKeyManager {
  private static final int SHOWN = 3;

  private final @Nullable X509ExtendedKeyManager keys;

  // Mutable state
  private volatile boolean asked;
  private volatile boolean answered;
  private volatile List<String> authorities = List.of();

  ObservedKeys(@Nullable X509ExtendedKeyManager keys) {
    this.keys = keys;
  }

  void forget() {
    asked = false;
    answered = false;
    authorities = List.of();
  }

  boolean asked() {
    return asked;
  }

  boolean answered() {
    return answered;
  }

  List<String> authorities() {
    return authorities;
  }

  boolean hasAny() {
    return keys != null;
  }

  private @Nullable String seen(@Nullable String alias, Principal @Nullable [] issuers) {
    asked = true;
    answered |= alias != null;
    if (issuers != null) {
      authorities = Arrays.stream(issuers).limit(SHOWN).map(Principal::getName).toList();
    }
    return alias;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return seen(keys == null ? null : keys.chooseClientAlias(types, issuers, socket), issuers);
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] types, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return seen(
        keys == null ? null : keys.chooseEngineClientAlias(types, issuers, engine), issuers);
  }

  @Override
  public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
    return keys == null ? null : keys.getClientAliases(type, issuers);
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(@Nullable String alias) {
    return keys == null ? null : keys.getCertificateChain(alias);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(@Nullable String alias) {
    return keys == null ? null : keys.getPrivateKey(alias);
  }

  @Override
  public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }
}
