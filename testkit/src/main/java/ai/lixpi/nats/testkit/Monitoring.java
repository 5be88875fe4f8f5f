package ai.lixpi.nats.testkit;

import io.nats.client.support.JsonParseException;
import io.nats.client.support.JsonParser;
import io.nats.client.support.JsonValue;
import io.nats.client.support.JsonValueUtils;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The monitoring endpoint of one server. */
record Monitoring(int port) {
  private static final int LIMIT_MILLIS = 5_000;
  private static final String ALL_CONNECTIONS = "/connz?limit=100000";

  String get(String path) {
    URI address =
        URI.create("http://127.0.0.1:" + port + (path.startsWith("/") ? path : "/" + path));
    try {
      URLConnection connection = address.toURL().openConnection();
      connection.setConnectTimeout(LIMIT_MILLIS);
      connection.setReadTimeout(LIMIT_MILLIS);
      // Without this the JDK keeps the connection, and a thread to end it.
      connection.setRequestProperty("Connection", "close");
      try (InputStream body = body((HttpURLConnection) connection)) {
        return new String(body.readAllBytes(), StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      throw new NatsServerException(
          "The monitoring endpoint %s did not answer; is the server stopped or paused? %s"
              .formatted(address, e.getMessage()),
          e);
    }
  }

  /** An unhealthy server answers with its reason and a status of 400 or more. */
  private static InputStream body(HttpURLConnection connection) throws IOException {
    InputStream error = connection.getResponseCode() < 400 ? null : connection.getErrorStream();
    return error == null ? connection.getInputStream() : error;
  }

  JsonValue json(String path) {
    String text = get(path);
    try {
      return JsonParser.parse(text);
    } catch (JsonParseException e) {
      throw new NatsServerException("The answer to %s is no JSON: %s".formatted(path, text), e);
    }
  }

  int connections() {
    return JsonValueUtils.readInteger(json(ALL_CONNECTIONS), "num_connections", 0);
  }

  int subscriptions() {
    return JsonValueUtils.readArray(json(ALL_CONNECTIONS), "connections").stream()
        .mapToInt(connection -> JsonValueUtils.readInteger(connection, "subscriptions", 0))
        .sum();
  }

  boolean isHealthy() {
    return "ok".equals(text(json("/healthz"), "status"));
  }

  static String text(@Nullable JsonValue object, String key) {
    String value = object == null ? null : JsonValueUtils.readString(object, key);
    return value == null ? "" : value;
  }
}
