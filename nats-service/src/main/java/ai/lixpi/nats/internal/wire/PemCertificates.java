package ai.lixpi.nats.internal.wire;

import ai.lixpi.nats.internal.wire.Pem.Block;
import ai.lixpi.nats.internal.wire.Pem.Invalid;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** Reads the certificates of a PEM file; other blocks are skipped. */
final class PemCertificates {
  private PemCertificates() {}

  static List<X509Certificate> parse(byte[] file) throws Invalid {
    List<X509Certificate> certificates = new ArrayList<>();
    for (Block block : Pem.blocks(file)) {
      if (block.label().equals("CERTIFICATE") || block.label().equals("X509 CERTIFICATE")) {
        certificates.add(certificate(block.der(), certificates.size() + 1));
      }
    }
    if (certificates.isEmpty()) {
      throw new Invalid("holds no certificate");
    }
    return certificates;
  }

  private static X509Certificate certificate(byte[] der, int number) throws Invalid {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException | RuntimeException e) {
      throw new Invalid("holds a certificate that is garbled, number " + number, e);
    }
  }
}
