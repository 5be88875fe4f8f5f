package ai.lixpi.nats.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lixpi.nats.TlsOptions;
import java.io.IOException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TlsDiagnosisTest {
  private static TlsDiagnosis diagnosis() throws Exception {
    return new TlsDiagnosis(
        TlsMaterial.ofCaller(SSLContext.getDefault()), TlsOptions.builder().build(), "a", false);
  }

  @Test
  @DisplayName("S7 what is in a strange certificate forges no lines of a log")
  void whatIsInAStrangeCertificateForgesNoLines() throws Exception {
    String evil = "odd \u001b[31m\u009b\r\nERROR forged" + "x".repeat(5_000);

    LinkFailure failure =
        diagnosis().handshakeFailed(new IOException("x", new CertificateException(evil)));

    assertThat(failure)
        .hasMessageStartingWith(
            "TLS failed: the certificate of 'a' is not accepted (odd ?[31m???ERROR forgedxxx");
    assertThat(failure.getMessage()).hasSizeLessThan(600);
  }

  @Test
  @DisplayName("S7 what the other side says of a broken handshake forges no lines of a log")
  void whatTheOtherSideSaysForgesNoLines() throws Exception {
    LinkFailure failure = diagnosis().handshakeFailed(new IOException("odd\r\nERROR forged"));

    assertThat(failure).hasMessageContaining("broke it off (odd??ERROR forged)");
  }
}
