package ai.lixpi.nats.internal.wire;

import io.nats.client.Options;
import io.nats.client.support.NatsUri;
import io.nats.client.support.WebSocket;
import java.io.IOException;
import java.net.Socket;

/** The HTTP upgrade of a connection, by jnats, with failures that say what to look at. */
final class WebSocketUpgrade {
  private WebSocketUpgrade() {}

  static Socket of(Socket socket, NatsUri server, Options options) throws IOException {
    try {
      return new WebSocket(
          socket,
          server.getHost(),
          options.getHttpRequestInterceptors(),
          server.getUri().getRawPath());
    } catch (IllegalStateException e) {
      throw new LinkFailure(
          "it did not accept the WebSocket upgrade ("
              + shown(String.valueOf(e.getMessage()))
              + "). Check the port and the path, and that the server listens for WebSocket there"
              + (server.isSecure() ? "." : " without TLS ('wss://' is for TLS)."),
          e);
    }
  }

  /** What came in place of the upgrade is a stranger's text. */
  private static String shown(String message) {
    int answer = message.indexOf("but got ");
    return answer < 0 ? Strangers.shown(message) : Strangers.answer(message.substring(answer + 8));
  }
}
