package ai.lixpi.nats;

import ai.lixpi.nats.auth.Credentials;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One server address, normalised, with credentials taken out of it so that nothing can print them.
 */
record ServerUrl(String url, Optional<Credentials> credentials) {
  private static final int NATS_PORT = 4222;
  private static final Pattern PORT =
      Pattern.compile("(?:[^@]*@)?(?:[^:@\\[\\]]+|\\[[^\\]]*\\]):([^:@]+)");
  private static final Pattern UNDERSCORE =
      Pattern.compile("[a-zA-Z0-9.-]*_[a-zA-Z0-9._-]*(?::\\d+)?");

  /** No user and password of that kind, and no host with that name and a port. */
  private static final Pattern SCHEME_ONLY =
      Pattern.compile("(?i)(?:nats|tls|opentls|wss?):(?!//)(?!\\d*$)[^@]*", Pattern.DOTALL);

  private static final Pattern IPV6 =
      Pattern.compile("(?:[a-zA-Z]+://)?[0-9a-fA-F]*:[0-9a-fA-F]*:[0-9a-fA-F:.]*");
  private static final Pattern QUERY = Pattern.compile("[?#].*", Pattern.DOTALL);
  private static final Pattern NO_PORT =
      Pattern.compile("^([^:/?#\\[]*|\\[[^\\]]*\\]):(?!-?\\d*(?:[/?#]|$)).*", Pattern.DOTALL);

  /** What the rest of the configuration makes of a scheme. */
  record Rules(boolean webSocket, boolean tls, boolean insecure) {
    String secure() {
      return webSocket ? "wss" : "tls";
    }
  }

  static ServerUrl parse(@Nullable String text, Rules rules) {
    if (text == null || text.isBlank()) {
      throw new ConfigurationException(
          "A server URL is empty: write one like 'nats://localhost:4222'.");
    }
    String given = text.strip();
    if (SCHEME_ONLY.matcher(given).matches()) {
      throw invalid(given, "has no '//' after its scheme");
    }
    URI uri = uri(given.contains("://") ? given : "nats://" + given, given);
    String scheme = scheme(uri.getScheme().toLowerCase(Locale.ROOT), rules, given);
    if (uri.getHost() == null) {
      requireOneAddress(given);
      requireNoUnderscore(uri.getRawAuthority(), given);
      requireNumericPort(uri.getRawAuthority(), given);
      throw invalid(
          given, "has no host name that a client could look up, or a port that is no number");
    }
    int port = port(uri, scheme, given);
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    if (!scheme.startsWith("ws") && !path.isEmpty() && !path.equals("/")) {
      throw invalid(given, "has a path, which only ws:// and wss:// can have");
    }
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw invalid(given, "has a query or a fragment, which no server sees: leave it out");
    }
    String address =
        scheme + "://" + uri.getHost() + ":" + port + (scheme.startsWith("ws") ? path : "");
    return new ServerUrl(address, credentials(uri.getRawUserInfo()));
  }

  boolean isSecure() {
    return url.startsWith("tls:") || url.startsWith("wss:");
  }

  private static URI uri(String url, String given) {
    try {
      return new URI(url);
    } catch (URISyntaxException e) {
      throw invalid(given, "is no URL");
    }
  }

  private static String scheme(String scheme, Rules rules, String given) {
    return switch (scheme) {
      case "nats" -> rules.tls() ? rules.secure() : rules.webSocket() ? "ws" : "nats";
      case "tls" -> rules.secure();
      case "wss" -> scheme;
      case "ws" -> {
        if (rules.tls()) {
          throw invalid(given, "is WebSocket without TLS, but TLS is configured: use 'wss://'");
        }
        yield scheme;
      }
      case "opentls" -> {
        if (!rules.insecure()) {
          throw invalid(
              given,
              "asks for TLS that trusts every server: use 'tls://' with tlsCaCert, or set"
                  + " insecure() in the TlsOptions for a test");
        }
        yield rules.secure();
      }
      default -> throw invalid(given, "has the scheme '" + scheme + "': use nats, tls, ws or wss");
    };
  }

  private static void requireNoUnderscore(@Nullable String authority, String given) {
    String host = authority == null ? "" : authority.substring(authority.lastIndexOf('@') + 1);
    if (UNDERSCORE.matcher(host).matches()) {
      throw invalid(
          given,
          "has a host name with an underscore, which Java's URLs can't have: use another name or"
              + " the IP address");
    }
  }

  /** What people write who come from another client, or have a password of odd characters. */
  private static void requireOneAddress(String given) {
    if (given.indexOf('@') != given.lastIndexOf('@')) {
      throw invalid(
          given,
          "has more than one '@': write one in a user name or password as '%40', and give each"
              + " server as a value of its own");
    }
    if (given.contains(",") || given.contains(";")) {
      throw invalid(given, "seems to name several servers: give each as a value of its own");
    }
    if (IPV6.matcher(given).matches()) {
      throw invalid(given, "has an IPv6 address without brackets: write 'nats://[::1]:4222'");
    }
  }

  /** URI takes what it can't read for a name of another kind, and tells no port then. */
  private static void requireNumericPort(@Nullable String authority, String given) {
    Matcher port = PORT.matcher(authority == null ? "" : authority);
    // with an '@' it may be a part of a password
    if (port.matches() && !given.contains("@")) {
      throw invalid(given, "has a port that is no number between 1 and 65535");
    }
  }

  private static int port(URI uri, String scheme, String given) {
    int port = uri.getPort();
    if (port == -1) {
      String authority = uri.getRawAuthority();
      if (authority != null && authority.endsWith(":")) {
        throw invalid(given, "ends its host with ':' but names no port");
      }
      return scheme.equals("ws") ? 80 : scheme.equals("wss") ? 443 : NATS_PORT;
    }
    if (port < 1 || port > 65_535) {
      throw invalid(given, "has the port " + port + ", which is not between 1 and 65535");
    }
    return port;
  }

  private static Optional<Credentials> credentials(@Nullable String userInfo) {
    if (userInfo == null || userInfo.isEmpty()) {
      return Optional.empty();
    }
    int colon = userInfo.indexOf(':');
    return Optional.of(
        colon < 0
            ? Credentials.token(decode(userInfo))
            : Credentials.userPassword(
                decode(userInfo.substring(0, colon)), decode(userInfo.substring(colon + 1))));
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static ConfigurationException invalid(String given, String why) {
    return new ConfigurationException(
        "The server URL '"
            + withoutCredentials(given)
            + "' "
            + why
            + ". Write it like 'nats://localhost:4222'.");
  }

  /** Hides what may be a secret: before an '@', where a port should be, and in a query. */
  private static String withoutCredentials(String url) {
    int at = url.lastIndexOf('@');
    int scheme = url.indexOf("://");
    boolean startsWithScheme = scheme >= 0 && (at < 0 || scheme < url.indexOf('@'));
    String head = startsWithScheme ? url.substring(0, scheme + 3) : "";
    String address = at < 0 ? url.substring(head.length()) : "***" + url.substring(at);
    String shown = QUERY.matcher(address).replaceFirst("?***");
    return head + (at < 0 ? NO_PORT.matcher(shown).replaceFirst("$1:***") : shown);
  }
}
