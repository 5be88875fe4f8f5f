package ai.lixpi.nats.cli.doctor;

import ai.lixpi.nats.cli.output.Units;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Shows the certificates of a server, whatever they are, and closes. Whether they can be trusted is
 * judged by the library when it connects.
 */
final class CertificateCheck {
  private static final Duration SOON = Duration.ofDays(14);

  private final Findings findings;

  CertificateCheck(Findings findings) {
    this.findings = findings;
  }

  void run(Socket plain, String host, int port) {
    Shown shown = new Shown();
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {shown}, null);
      try (SSLSocket socket =
          (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, false)) {
        socket.startHandshake();
        show(shown.chain, socket.getSession().getProtocol());
      }
    } catch (SSLException e) {
      if (shown.chain.isEmpty()) {
        findings.add(
            Finding.failed(
                "tls",
                "There is no TLS handshake (" + e.getMessage() + ").",
                "Is TLS on at that port? For handshake_first give --tls-first."));
      } else {
        show(shown.chain, "handshake unfinished, perhaps for want of a client certificate");
      }
    } catch (IOException | GeneralSecurityException e) {
      findings.add(
          Finding.failed(
              "tls", "The handshake broke off (" + e + ").", "Look at the server's log."));
    }
  }

  private void show(List<X509Certificate> chain, String protocol) {
    X509Certificate leaf = chain.get(0);
    Instant end = leaf.getNotAfter().toInstant();
    Duration left = Duration.between(Instant.now(), end);
    String detail =
        protocol
            + "; certificate for "
            + names(leaf)
            + " by "
            + leaf.getIssuerX500Principal().getName()
            + ", "
            + chain.size()
            + " in the chain";
    if (left.isNegative()) {
      findings.add(
          Finding.failed(
              "tls",
              detail + ", expired " + Units.time(left.negated()) + " ago",
              "Renew the certificate of the server, or look at the clock of this machine."));
    } else if (Instant.now().isBefore(leaf.getNotBefore().toInstant())) {
      findings.add(
          Finding.failed(
              "tls",
              detail + ", not valid before " + leaf.getNotBefore().toInstant(),
              "Look at the clock of this machine."));
    } else if (left.compareTo(SOON) < 0) {
      findings.add(
          Finding.warning("tls", detail + ", expires in " + Units.time(left), "Renew it soon."));
    } else {
      findings.add(Finding.ok("tls", detail + ", valid for another " + Units.time(left)));
    }
  }

  private static String names(X509Certificate leaf) {
    List<String> names = new ArrayList<>();
    try {
      Collection<List<?>> alternatives = leaf.getSubjectAlternativeNames();
      if (alternatives != null) {
        alternatives.forEach(name -> names.add(String.valueOf(name.get(1))));
      }
    } catch (CertificateParsingException e) {
      names.add("names that can't be read");
    }
    return names.isEmpty() ? leaf.getSubjectX500Principal().getName() : String.join(", ", names);
  }

  /** Trusts nobody for more than to be looked at: nothing is sent over this connection. */
  private static final class Shown implements X509TrustManager {
    // Mutable state
    private List<X509Certificate> chain = List.of();

    @Override
    public void checkServerTrusted(X509Certificate[] certificates, String type) {
      chain = List.of(certificates);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] certificates, String type) {
      throw new UnsupportedOperationException();
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
