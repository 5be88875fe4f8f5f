package ai.lixpi.nats.internal.wire;

import ai.lixpi.nats.TlsOptions;
import ai.lixpi.nats.TlsVersion;
import java.io.IOException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds words for what goes wrong in TLS: with which host, why, and what to do. */
final class TlsDiagnosis {
  private static final int NAMES_SHOWN = 5;
  private static final String ACCEPTABLE =
      " Give one that is valid and signed by an authority that the server trusts.";
  private static final String ALERT = "received fatal alert: ";

  private final TlsMaterial material;
  private final TlsOptions options;
  private final String host;
  private final boolean webSocket;

  TlsDiagnosis(TlsMaterial material, TlsOptions options, String host, boolean webSocket) {
    this.material = material;
    this.options = options;
    this.host = host;
    this.webSocket = webSocket;
  }

  LinkFailure handshakeFailed(IOException e) {
    String about = aboutCertificate(e);
    return failure(about == null ? aboutTalk(e) : about, e);
  }

  IOException refusedAfterHandshake(IOException e) {
    return alert(e) == null && !material.owesCertificate() && !material.hasShownCertificate()
        ? e
        : failure(aboutTalk(e), e);
  }

  private static LinkFailure failure(String why, IOException cause) {
    return new LinkFailure("TLS failed: " + why, cause);
  }

  private @Nullable String aboutCertificate(IOException e) {
    if (cause(e, CertificateExpiredException.class) != null) {
      X509Certificate server = server();
      return certificate(
              "expired" + (server == null ? "" : " on " + server.getNotAfter().toInstant()))
          + " Renew it on the server, or correct the clock of this machine.";
    }
    if (cause(e, CertificateNotYetValidException.class) != null) {
      return certificate("is not valid yet")
          + " Correct the clock of this machine, or have another one issued.";
    }
    CertPathValidatorException invalid = cause(e, CertPathValidatorException.class);
    if (invalid != null
        && invalid.getReason() == CertPathValidatorException.BasicReason.ALGORITHM_CONSTRAINED) {
      return certificate("uses an algorithm or key that this JVM refuses as weak")
          + " Have a stronger one issued.";
    }
    if (invalid != null || cause(e, CertPathBuilderException.class) != null) {
      return certificate("is signed by no authority that is trusted here")
          + (options.sslContext().isPresent()
              ? " Let the SSLContext trust its authority."
              : " Give the PEM file of its authority as tlsCaCert (NATS_TLS_CA_CERT).");
    }
    CertificateException other = cause(e, CertificateException.class);
    if (other == null) {
      return null;
    }
    String text = String.valueOf(other.getMessage());
    return text.startsWith("No ")
        ? certificate("is for " + names() + " and not for this name")
            + " Connect by a name that is in it, or have one issued for this name."
        : certificate("is not accepted (" + Strangers.line(text) + ")")
            + " Have another one issued.";
  }

  private String certificate(String what) {
    return "the certificate of '" + host + "' " + what + ".";
  }

  private String aboutTalk(IOException e) {
    String text = String.valueOf(e.getMessage());
    String alert = alert(e);
    if (material.owesCertificate()) {
      return "the server '" + host + "' asks for a client certificate, and " + whyNone();
    }
    if (alert != null) {
      return aboutAlert(alert);
    }
    if (text.contains("No appropriate protocol")) {
      return "this JVM can't speak " + versions() + ". Check its security settings.";
    }
    if (text.contains("Unsupported or unrecognized SSL message")) {
      return "the server '"
          + host
          + "' does not answer in TLS. "
          + (options.isHandshakeFirst() && !webSocket
              ? "Leave handshakeFirst() out, or set handshake_first on the server."
              : "Check the port, and that the server has TLS there.");
    }
    return "the server '"
        + host
        + "' broke it off"
        + (material.hasShownCertificate() ? " when it had seen the client certificate (" : " (")
        + (text.equals("null") ? e.getClass().getSimpleName() : Strangers.line(text))
        + ")."
        + (material.hasShownCertificate() ? ACCEPTABLE : " Check the port and its log.");
  }

  private String whyNone() {
    if (material.keys() == null || !material.keys().hasAny()) {
      return "none is given. Give one with certificate and key of the TlsOptions (NATS_TLS_CERT,"
          + " NATS_TLS_KEY).";
    }
    List<String> authorities = material.wantedAuthorities();
    return "the given one does not suit it. It wants one that is signed by "
        + (authorities.isEmpty()
            ? "an authority that it trusts"
            : Strangers.line(authorities.toString()))
        + ".";
  }

  private String aboutAlert(String alert) {
    return switch (alert) {
      case "protocol_version", "handshake_failure", "insufficient_security" ->
          "the server '"
              + host
              + "' has no TLS version or cipher in common with this side ("
              + versions()
              + "). Lower minimumVersion, or allow newer versions on the server.";
      case "bad_certificate",
          "certificate_unknown",
          "unknown_ca",
          "certificate_expired",
          "certificate_revoked",
          "certificate_required",
          "unsupported_certificate",
          "access_denied",
          "decrypt_error" ->
          "the server '"
              + host
              + "' does not accept the client certificate ("
              + alert
              + ")."
              + ACCEPTABLE;
      default ->
          "the server '" + host + "' refused (" + alert + "). The log of the server says why.";
    };
  }

  private String versions() {
    return options.minimumVersion() == TlsVersion.TLS_1_3 ? "TLS 1.3" : "TLS 1.2 or 1.3";
  }

  private @Nullable X509Certificate server() {
    return material.trust() == null ? null : material.trust().server();
  }

  /** The names in a certificate: DNS names and addresses, as RFC 2818 looks at them. */
  private String names() {
    X509Certificate server = server();
    if (server == null) {
      return "other names";
    }
    try {
      Collection<List<?>> names = server.getSubjectAlternativeNames();
      if (names == null || names.isEmpty()) {
        return "'" + Strangers.line(server.getSubjectX500Principal().getName()) + "'";
      }
      return names.stream()
          .filter(name -> name.size() > 1 && name.get(1) instanceof String)
          .map(name -> Strangers.line(String.valueOf(name.get(1))))
          .limit(NAMES_SHOWN)
          .toList()
          .toString();
    } catch (CertificateParsingException e) {
      return "other names";
    }
  }

  private static @Nullable String alert(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
      int at = text.indexOf(ALERT);
      if (at >= 0) {
        return Strangers.line(text.substring(at + ALERT.length()).strip());
      }
    }
    return null;
  }

  private static <T extends Throwable> @Nullable T cause(Throwable e, Class<T> type) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return type.cast(cause);
      }
    }
    return null;
  }
}
