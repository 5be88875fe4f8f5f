package ai.lixpi.nats.internal.wire;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;

class DialTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  @Test
  void aSocketThatTcpConnectedWithItselfIsNoServer() throws Exception {
    try (Socket socket = new Socket()) {
      socket.bind(new InetSocketAddress(LOOPBACK, 0));
      socket.connect(socket.getLocalSocketAddress(), 5_000);

      assertThatThrownBy(() -> Dial.refuseItself(socket))
          .isInstanceOf(ConnectException.class)
          .hasMessage("Connection refused");
    }
  }

  @Test
  void aSocketThatSomebodyListensForIsNotRefused() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK);
        Socket socket = new Socket(LOOPBACK, server.getLocalPort())) {
      assertThatCode(() -> Dial.refuseItself(socket)).doesNotThrowAnyException();
    }
  }
}
