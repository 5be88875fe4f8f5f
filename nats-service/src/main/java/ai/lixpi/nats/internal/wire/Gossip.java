package ai.lixpi.nats.internal.wire;

import ai.lixpi.nats.TlsOptions;
import io.nats.client.support.NatsUri;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is done with the addresses of other servers that a server tells. Each gets the scheme of the
 * server that told it, so none is spoken to without TLS by somebody who wants TLS; and nothing but
 * host and port is taken, so no credentials. A server at a bare address has to prove the name of
 * the server that told it, because certificates seldom hold addresses.
 */
final class Gossip {
  /** Far beyond any cluster; the client below compares each with each. */
  static final int MOST = 1_000;

  private static final Pattern ADDRESS = Pattern.compile("[0-9]+(\\.[0-9]+){3}");

  private final boolean publicTrust;
  private final Map<String, String> names = new ConcurrentHashMap<>();
  private final Set<String> configured = ConcurrentHashMap.newKeySet();

  Gossip(@Nullable TlsOptions tls) {
    publicTrust = tls != null && tls.caCert().isEmpty() && tls.sslContext().isEmpty();
  }

  void configured(List<NatsUri> servers) {
    servers.forEach(server -> configured.add(key(server)));
  }

  List<String> urls(List<String> told, @Nullable NatsUri teller, boolean secured) {
    List<String> urls = new ArrayList<>();
    for (String text : told.subList(0, Math.min(MOST, told.size()))) {
      try {
        NatsUri uri = new NatsUri(text.substring(text.lastIndexOf('@') + 1), scheme(teller));
        String host = uri.getHost();
        urls.add(scheme(teller) + "://" + host + ":" + uri.getPort());
        if (teller != null && !configured.contains(key(uri))) {
          learn(uri, teller, secured);
        }
      } catch (URISyntaxException e) {
        // no address: there is nothing to do with it
      }
    }
    return urls;
  }

  /**
   * Forgets all but the servers that may still be connected to: those of the list, and the one that
   * is being spoken to, which need not be in it.
   */
  void keep(List<String> servers, @Nullable NatsUri teller) {
    if (names.isEmpty()) {
      return;
    }
    Set<String> kept = new HashSet<>();
    for (String server : servers) {
      try {
        kept.add(key(new NatsUri(server)));
      } catch (URISyntaxException e) {
        // no address: nothing is remembered of it
      }
    }
    if (teller != null) {
      kept.add(key(teller));
    }
    names.keySet().retainAll(kept);
  }

  private void learn(NatsUri uri, NatsUri teller, boolean secured) {
    String name = nameOf(teller);
    // before TLS anybody on the way may have told it, and have a certificate for a name of his own
    boolean doubtful = publicTrust && !secured;
    if (doubtful) {
      names.putIfAbsent(key(uri), name);
    } else if (uri.hostIsIpAddress() && !isAddress(name)) {
      names.put(key(uri), name);
    } else {
      names.remove(key(uri));
    }
  }

  private static boolean isAddress(String name) {
    return name.startsWith("[") || ADDRESS.matcher(name).matches();
  }

  private static String scheme(@Nullable NatsUri teller) {
    return teller == null ? "nats" : teller.getScheme();
  }

  String nameOf(NatsUri server) {
    String name = names.get(key(server));
    return name == null ? server.getHost() : name;
  }

  private static String key(NatsUri uri) {
    return (uri.getHost() + ":" + uri.getPort()).toLowerCase(Locale.ROOT);
  }
}
