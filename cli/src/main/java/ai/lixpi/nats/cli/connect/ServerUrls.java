package ai.lixpi.nats.cli.connect;

import java.util.List;
import java.util.regex.Pattern;

/** Server URLs before anybody sees them. */
public final class ServerUrls {
  private static final Pattern CREDENTIALS = Pattern.compile("(^|//)[^/@]*@");
  private static final Pattern SEPARATOR = Pattern.compile("[,\\s]+");

  private ServerUrls() {}

  static boolean haveCredentials(String urls) {
    return list(urls).stream().anyMatch(url -> CREDENTIALS.matcher(url).find());
  }

  /**
   * The URLs of a list.
   *
   * @param urls separated by commas or blanks
   * @return one by one
   */
  public static List<String> list(String urls) {
    return SEPARATOR.splitAsStream(urls).filter(url -> !url.isEmpty()).toList();
  }

  /**
   * A URL that may be shown.
   *
   * @param url perhaps with credentials
   * @return the same without
   */
  public static String shown(String url) {
    return CREDENTIALS.matcher(url).replaceFirst("$1");
  }
}
