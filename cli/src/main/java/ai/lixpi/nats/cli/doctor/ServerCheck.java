package ai.lixpi.nats.cli.doctor;

import ai.lixpi.nats.cli.connect.ServerUrls;
import ai.lixpi.nats.cli.output.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/** Looks at one server from below: its name, its port, its greeting, its certificates. */
final class ServerCheck {
  private static final int PATIENCE_MILLIS = 2_000;
  private static final int LONGEST_LINE = 64 * 1024;

  private final Findings findings;
  private final String url;
  private final String scheme;
  private final boolean tlsWanted;
  private final boolean tlsFirst;

  ServerCheck(Findings findings, String url, boolean tlsWanted, boolean tlsFirst) {
    this.findings = findings;
    this.url = url.contains("://") ? url : "nats://" + url;
    this.scheme = this.url.substring(0, this.url.indexOf("://"));
    this.tlsWanted = tlsWanted;
    this.tlsFirst = tlsFirst;
  }

  void run() {
    URI uri;
    try {
      uri = URI.create(ServerUrls.shown(url));
    } catch (IllegalArgumentException e) {
      findings.add(
          Finding.failed("server", "The URL can't be read.", "Write it like nats://host:4222."));
      return;
    }
    if (uri.getHost() == null) {
      findings.add(
          Finding.failed(
              "server", ServerUrls.shown(url) + " names no host.", "Write nats://host:4222."));
      return;
    }
    String host = uri.getHost().replace("[", "").replace("]", "");
    if (isKnown(host)) {
      reach(host, uri.getPort() > 0 ? uri.getPort() : defaultPort());
    }
  }

  private int defaultPort() {
    return switch (scheme) {
      case "ws" -> 80;
      case "wss" -> 443;
      default -> 4222;
    };
  }

  private boolean isKnown(String host) {
    try {
      String addresses =
          String.join(
              ", ",
              Arrays.stream(InetAddress.getAllByName(host))
                  .map(InetAddress::getHostAddress)
                  .toList());
      findings.add(
          Finding.ok(
              "name",
              addresses.equals(host) ? host + " is an address" : host + " is " + addresses));
      return true;
    } catch (UnknownHostException e) {
      findings.add(
          Finding.failed(
              "name",
              "Nobody knows the name " + host + ".",
              "Check its spelling, and DNS or /etc/hosts of this machine."));
      return false;
    }
  }

  private void reach(String host, int port) {
    long begin = System.nanoTime();
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), PATIENCE_MILLIS);
      socket.setSoTimeout(PATIENCE_MILLIS);
      findings.add(
          Finding.ok(
              "tcp",
              host + ":" + port + " took " + (System.nanoTime() - begin) / 1_000_000 + " ms"));
      boolean webSocket = scheme.startsWith("ws");
      boolean tls = tlsWanted || scheme.equals("tls") || scheme.equals("wss");
      if (!webSocket && !tlsFirst) {
        tls |= greeted(socket, tls);
      }
      if (tls) {
        new CertificateCheck(findings).run(socket, host, port);
      }
    } catch (SocketTimeoutException e) {
      findings.add(
          Finding.failed(
              "tcp",
              host + ":" + port + " does not answer.",
              "Look at firewalls and at the port; the default one is 4222."));
    } catch (ConnectException e) {
      findings.add(
          Finding.failed(
              "tcp",
              "Nothing listens on " + host + ":" + port + ".",
              "Start the server ('lixpi-nats server' for development), or correct the port."));
    } catch (IOException e) {
      findings.add(
          Finding.failed(
              "tcp",
              host + ":" + port + " can't be reached (" + e.getMessage() + ").",
              "Look at routes and firewalls."));
    }
  }

  /** Returns whether the server requires TLS. */
  private boolean greeted(Socket socket, boolean tls) throws IOException {
    Map<String, String> info;
    try {
      String line = line(socket.getInputStream());
      info = line.startsWith("INFO ") ? Json.flat(line.substring(5)) : null;
    } catch (SocketTimeoutException e) {
      info = null;
    }
    if (info == null) {
      findings.add(
          Finding.failed(
              "greeting",
              "What listens there does not greet as a nats-server does.",
              "Correct the port; if it has handshake_first, give --tls-first; for WebSocket ws://."));
      return false;
    }
    boolean required = isTrue(info, "tls_required");
    String version = info.getOrDefault("version", "?");
    String asks = isTrue(info, "auth_required") ? ", asks for credentials" : ", lets everybody in";
    String detail = "nats-server " + version + asks + (required ? ", requires TLS" : "");
    boolean offered = required || isTrue(info, "tls_available");
    if (tls && !offered) {
      findings.add(
          Finding.failed("greeting", detail + ", has no TLS", "Use nats://, or give it TLS."));
      return false;
    }
    findings.add(
        required && !tls
            ? Finding.warning("greeting", detail, "Write tls:// in place of " + scheme + "://.")
            : Finding.ok("greeting", detail));
    return required;
  }

  private static boolean isTrue(Map<String, String> info, String name) {
    return "true".equals(info.get(name));
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c >= 0 && c != '\n' && line.size() < LONGEST_LINE; c = in.read()) {
      line.write(c);
    }
    return line.toString(StandardCharsets.UTF_8).strip();
  }
}
