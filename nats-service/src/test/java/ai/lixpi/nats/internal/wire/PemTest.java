package ai.lixpi.nats.internal.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import ai.lixpi.nats.testkit.KeyKind;
import ai.lixpi.nats.testkit.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PemTest {
  @ParameterizedTest
  @CsvSource({"RSA, RSA", "EC, EC", "ED25519, EdDSA"})
  @DisplayName("A10 keys in PKCS#8 are read")
  void keysInPkcs8AreRead(KeyKind kind, String algorithm) throws Exception {
    try (TestCertificates certificates = TestCertificates.builder().keys(kind).create()) {
      assertThat(PemKey.parse(Files.readAllBytes(certificates.clientKey())).getAlgorithm())
          .isEqualTo(algorithm);
    }
  }

  @Test
  @DisplayName("A10 an RSA key in PKCS#1 is the same as in PKCS#8")
  void keyInPkcs1IsTheSame() throws Exception {
    try (TestCertificates certificates = TestCertificates.builder().keys(KeyKind.RSA).create()) {
      assertThat(PemKey.parse(Files.readAllBytes(certificates.clientKeyTraditional())))
          .isEqualTo(PemKey.parse(Files.readAllBytes(certificates.clientKey())));
    }
  }

  @ParameterizedTest
  @CsvSource({"'\n', ''", "'\r\n', ''", "'\r', ''", "'\n', '  '", "'\n', '\t'"})
  void endsOfLinesAndIndentsDoNotMatter(String end, String indent) throws Exception {
    try (TestCertificates certificates = TestCertificates.create()) {
      byte[] plain = Files.readAllBytes(certificates.ca());
      String other = new String(plain, ISO_8859_1).replaceAll("\r?\n", end + indent).strip();
      assertThat(PemCertificates.parse(other.getBytes(ISO_8859_1)))
          .isEqualTo(PemCertificates.parse(plain));
    }
  }

  @Test
  void otherBlocksAndTextAreSkipped() throws Exception {
    try (TestCertificates certificates = TestCertificates.create()) {
      String parameters =
          "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
      String key = read(certificates.clientKey());
      String certificate = read(certificates.clientCertificate());
      byte[] all =
          ("text: -----BEGIN\n" + parameters + certificate + "more\n" + key).getBytes(ISO_8859_1);

      assertThat(PemKey.parse(all)).isEqualTo(PemKey.parse(key.getBytes(ISO_8859_1)));
      assertThat(PemCertificates.parse(all)).hasSize(1);
    }
  }

  private static String read(java.nio.file.Path file) throws IOException {
    return Files.readString(file);
  }
}
