package ai.lixpi.nats.testkit;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority of one test. */
final class CertificateIssuer {
  private static final AtomicLong SERIAL = new AtomicLong(System.nanoTime() & Long.MAX_VALUE);
  private static final Duration LIFE = Duration.ofDays(30);

  private final X500Name name = new X500Name("CN=testkit CA " + SERIAL.get());
  private final KeyPair keys;
  private final X509Certificate certificate;

  CertificateIssuer() throws GeneralSecurityException, OperatorCreationException, IOException {
    keys = KeyKind.EC.generate();
    X509v3CertificateBuilder builder = builder(name, keys, Instant.now().plus(LIFE));
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
    certificate = sign(builder);
  }

  X509Certificate certificate() {
    return certificate;
  }

  X509Certificate issue(String commonName, KeyPair subjectKeys, Instant end, List<String> names)
      throws GeneralSecurityException, OperatorCreationException, IOException {
    X509v3CertificateBuilder builder = builder(new X500Name("CN=" + commonName), subjectKeys, end);
    if (!names.isEmpty()) {
      GeneralName[] all =
          names.stream().map(CertificateIssuer::generalName).toArray(GeneralName[]::new);
      builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(all));
    }
    return sign(builder);
  }

  private static GeneralName generalName(String text) {
    boolean address = text.contains(":") || text.matches("[0-9.]+");
    return new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, text);
  }

  private X509v3CertificateBuilder builder(X500Name subject, KeyPair subjectKeys, Instant end) {
    return new JcaX509v3CertificateBuilder(
        name,
        BigInteger.valueOf(SERIAL.incrementAndGet()),
        Date.from(end.minus(LIFE.multipliedBy(2))),
        Date.from(end),
        subject,
        subjectKeys.getPublic());
  }

  private X509Certificate sign(X509v3CertificateBuilder builder)
      throws GeneralSecurityException, OperatorCreationException {
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
  }
}
