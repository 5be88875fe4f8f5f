package ai.lixpi.nats.cli.messaging;

import ai.lixpi.nats.cli.CliException;
import io.nats.client.impl.Headers;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Headers as users write them and as scripts read them. */
public final class HeaderOption {
  private HeaderOption() {}

  /**
   * Reads headers.
   *
   * @param given like {@code Key: Value}, or null for none
   * @return the headers
   */
  public static Headers parse(@Nullable List<String> given) {
    Headers headers = new Headers();
    for (String one : given == null ? List.<String>of() : given) {
      int colon = one.indexOf(':');
      if (colon < 1) {
        throw CliException.usage(
            "The header '" + one + "' has no name: write it like 'Key: Value'.");
      }
      try {
        headers.add(one.substring(0, colon).strip(), one.substring(colon + 1).strip());
      } catch (IllegalArgumentException e) {
        throw CliException.usage(
            "The header '"
                + one.substring(0, colon)
                + "' can't be sent: use printable ASCII and no line breaks.");
      }
    }
    return headers;
  }

  /**
   * Headers for JSON.
   *
   * @param headers the headers, or null for none
   * @return name to values, sorted; null when there are none
   */
  public static @Nullable Map<String, List<String>> values(@Nullable Headers headers) {
    if (headers == null || headers.isEmpty()) {
      return null;
    }
    Map<String, List<String>> values = new TreeMap<>();
    headers.forEach(values::put);
    return values;
  }
}
