package ai.lixpi.nats.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestCertificatesTest {

  @Test
  void serverCertificateIsForLocalhostByDefault() throws Exception {
    try (TestCertificates certificates = TestCertificates.create()) {
      X509Certificate server = read(certificates);
      assertThat(server.getSubjectAlternativeNames())
          .containsExactly(List.of(2, "localhost"), List.of(7, "127.0.0.1"));
      server.checkValidity();
    }
  }

  @Test
  void serverCertificateCanBeForAnotherHostAndExpired() throws Exception {
    try (TestCertificates certificates =
        TestCertificates.builder().serverNames("nats.example.org").expired().create()) {
      X509Certificate server = read(certificates);
      assertThat(server.getSubjectAlternativeNames())
          .containsExactly(List.of(2, "nats.example.org"));
      assertThatThrownBy(server::checkValidity).isInstanceOf(CertificateException.class);
    }
  }

  @Test
  void serverWithAnExpiredCertificateStartsButIsNotTrusted() {
    try (TestCertificates certificates = TestCertificates.builder().expired().create();
        NatsServer server = NatsServer.builder().tls(certificates).start()) {
      assertThatThrownBy(() -> Clients.connect(server.url(), certificates.clientContext()))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void anotherAuthorityIsNotTrusted() {
    try (TestCertificates certificates = TestCertificates.create();
        TestCertificates others = TestCertificates.create();
        NatsServer server = NatsServer.builder().tls(certificates).start()) {
      assertThatThrownBy(() -> Clients.connect(server.url(), others.clientContext()))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void clientKeyComesInEveryFormatThatUsersHave() throws Exception {
    try (TestCertificates rsa = TestCertificates.builder().keys(KeyKind.RSA).create();
        TestCertificates ec = TestCertificates.builder().keys(KeyKind.EC).create();
        TestCertificates ed = TestCertificates.builder().keys(KeyKind.ED25519).create()) {
      assertThat(rsa.clientKey()).content().startsWith("-----BEGIN PRIVATE KEY");
      assertThat(rsa.clientKeyTraditional()).content().startsWith("-----BEGIN RSA PRIVATE KEY");
      assertThat(ec.clientKeyTraditional()).content().startsWith("-----BEGIN EC PRIVATE KEY");
      assertThat(ed.clientKeyTraditional()).content().startsWith("-----BEGIN PRIVATE KEY");
      assertThat(ec.clientKeyEncrypted("open"))
          .content()
          .startsWith("-----BEGIN ENCRYPTED PRIVATE KEY");
      assertThat(ec.clientCertificate()).content().startsWith("-----BEGIN CERTIFICATE");
    }
  }

  @Test
  void closingDeletesTheFiles() {
    TestCertificates certificates = TestCertificates.create();
    certificates.close();
    assertThat(certificates.ca().getParent()).doesNotExist();
  }

  private static X509Certificate read(TestCertificates certificates) throws Exception {
    try (InputStream file = Files.newInputStream(certificates.serverCertificate())) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(file);
    }
  }
}
