package ai.lixpi.nats.docs;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lixpi.nats.NatsServiceConfig;
import ai.lixpi.nats.TlsOptions;
import ai.lixpi.nats.testkit.TestCertificates;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TransportSnippetsTest {
  @Test
  void mutualTls() {
    try (TestCertificates certificates = TestCertificates.create()) {
      Path folder = certificates.ca().resolveSibling("");
      // snippet: mutual-tls
      NatsServiceConfig config =
          NatsServiceConfig.builder()
              .servers("tls://nats.example.com")
              .tls(
                  TlsOptions.builder()
                      .caCert(folder.resolve("ca.pem"))
                      .certificate(folder.resolve("client.pem"))
                      .key(folder.resolve("client-key.pem"))
                      .build())
              .build();
      // end
      assertThat(config.tls()).isPresent();
    }
  }

  @Test
  void webSocket() {
    InetSocketAddress proxy = InetSocketAddress.createUnresolved("proxy.example.com", 3128);
    // snippet: web-socket
    NatsServiceConfig config =
        NatsServiceConfig.builder()
            .servers("wss://nats.example.com/messages")
            .jnats(
                options ->
                    options
                        .proxy(new Proxy(Proxy.Type.HTTP, proxy))
                        .httpRequestInterceptor(
                            request -> request.getHeaders().add("X-Tenant", "acme")))
            .build();
    // end
    assertThat(config.servers()).containsExactly("wss://nats.example.com:443/messages");
  }
}
