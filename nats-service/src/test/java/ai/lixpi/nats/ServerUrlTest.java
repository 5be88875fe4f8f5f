package ai.lixpi.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.lixpi.nats.auth.Credentials;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerUrlTest {
  @ParameterizedTest
  @CsvSource({
    "nats://localhost, nats://localhost:4222",
    "localhost, nats://localhost:4222",
    "localhost:4333, nats://localhost:4333",
    "'  nats://localhost  ', nats://localhost:4222",
    "nats://localhost/, nats://localhost:4222",
    "NATS://localhost:1, nats://localhost:1",
    "nats://localhost:65535, nats://localhost:65535",
    "tls://nats.example.com, tls://nats.example.com:4222",
    "ws://nats.example.com, ws://nats.example.com:80",
    "wss://nats.example.com, wss://nats.example.com:443",
    "wss://nats.example.com:8443/nats, wss://nats.example.com:8443/nats",
    "ws://nats.example.com/a/b, ws://nats.example.com:80/a/b",
    "nats://127.0.0.1, nats://127.0.0.1:4222",
    "nats://[::1], nats://[::1]:4222",
    "nats://[2001:db8::1]:4333, nats://[2001:db8::1]:4333",
    "[::1]:4333, nats://[::1]:4333",
    "nats://bob:S3CRET@localhost, nats://localhost:4222",
    "bob:S3CRET@localhost:4333, nats://localhost:4333",
    "nats://token@[::1], nats://[::1]:4222",
    "wss://bob:S3CRET@nats.example.com/nats, wss://nats.example.com:443/nats"
  })
  void aUrlIsNormalised(String given, String normalised) {
    assertThat(config(given).servers()).containsExactly(normalised);
  }

  @ParameterizedTest
  @CsvSource({
    "nats://localhost, ws://localhost:80",
    "nats://localhost:8080, ws://localhost:8080",
    "localhost, ws://localhost:80",
    "tls://localhost, wss://localhost:443",
    "ws://localhost, ws://localhost:80",
    "wss://localhost, wss://localhost:443",
    "tls://localhost/path, wss://localhost:443/path"
  })
  void withWebSocketAUrlIsNormalisedToIt(String given, String normalised) {
    assertThat(NatsServiceConfig.builder().servers(given).webSocket().build().servers())
        .containsExactly(normalised);
  }

  @ParameterizedTest
  @CsvSource({
    "nats://localhost, false, tls://localhost:4222",
    "tls://localhost, false, tls://localhost:4222",
    "opentls://localhost, false, tls://localhost:4222",
    "wss://localhost, false, wss://localhost:443",
    "nats://localhost, true, wss://localhost:443",
    "localhost:8443/path, true, wss://localhost:8443/path",
    "opentls://localhost, true, wss://localhost:443"
  })
  void withTlsAUrlIsNormalisedToIt(String given, boolean webSocket, String normalised) {
    NatsServiceConfigBuilder builder =
        NatsServiceConfig.builder().servers(given).tls(TlsOptions.builder().insecure().build());
    NatsServiceConfig config = webSocket ? builder.webSocket().build() : builder.build();
    assertThat(config.servers()).containsExactly(normalised);
  }

  @ParameterizedTest
  @CsvSource({
    "nats://bob:S3CRET@h, bob, S3CRET",
    "ws://bob:S3CRET@h, bob, S3CRET",
    "wss://bob:S3CRET@h/path, bob, S3CRET",
    "nats://bob:s%40c%3Aret@h, bob, s@c:ret",
    "nats://b%C3%B6b:a+b%20c@h, böb, a+b c",
    "nats://bob:a:b@h, bob, a:b",
    "nats://bob:@h, bob, ''"
  })
  void userAndPasswordMoveIntoTheCredentials(String given, String user, String password) {
    assertThat(config(given).credentials()).isEqualTo(Credentials.userPassword(user, password));
  }

  @Test
  void aUserWithoutPasswordIsAToken() {
    assertThat(config("nats://t%2Fk+n@h").credentials()).isEqualTo(Credentials.token("t/k+n"));
    assertThat(config("nats://h").credentials()).isEqualTo(Credentials.none());
  }

  @Test
  void equalServersAreTriedOnce() {
    assertThat(NatsServiceConfig.builder().servers("a", "nats://a:4222", "b").build().servers())
        .containsExactly("nats://a:4222", "nats://b:4222");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://localhost | has the scheme 'http': use nats, tls, ws or wss",
        "opentls://localhost | asks for TLS that trusts every server",
        "nats://localhost:0 | has the port 0, which is not between 1 and 65535",
        "nats://localhost:65536 | has the port 65536, which is not between 1 and 65535",
        "nats://localhost:-1 | has a port that is no number between 1 and 65535",
        "nats://h:99999999999 | has a port that is no number between 1 and 65535",
        "nats://localhost: | ends its host with ':' but names no port",
        "nats:// | is no URL",
        "nats:///path | has no host name",
        "nats://my_host | has a host name with an underscore",
        "nats://my_host:4222 | has a host name with an underscore",
        "nats://a b | is no URL",
        "nats://[::1 | is no URL",
        "ws://localhost/path?token=x | has a query or a fragment, which no server sees: leave it out",
        "nats://localhost/path | has a path, which only ws:// and wss:// can have",
        "nats://a,nats://b | seems to name several servers: give each as a value of its own"
      })
  void aWrongUrlIsRefusedWithASentence(String given, String why) {
    ConfigurationException failure = refused(given);
    assertThat(failure)
        .hasMessageContaining("'" + given.strip().replaceAll("\\?.*", "?***") + "'")
        .hasMessageContaining(why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nats://localhost:abc | nats://localhost:***",
        "localhost:abc | localhost:***",
        "nats://localhost:4222x | nats://localhost:***",
        "nats://::1:4222 | nats://:***",
        "nats://[::1]:x | nats://[::1]:***"
      })
  void whatIsNoPortIsNotShownBecauseItMayBeAPassword(String given, String shown) {
    assertThat(refused(given)).hasMessageContaining("'" + shown + "'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nats://localhost:4222,nats://b:4222 | seems to name several servers",
        "nats://localhost:4222;nats://b:4222 | seems to name several servers",
        "nats://bob:p@ss@h | more than one '@': write one in a user name or password as '%40'",
        "nats://a@b,nats://c@d | give each server as a value of its own",
        "::1 | has an IPv6 address without brackets: write 'nats://[::1]:4222'",
        "nats://fe80::1:4222 | has an IPv6 address without brackets",
        "nats:/localhost | has no '//' after its scheme",
        "nats:localhost:4222 | has no '//' after its scheme"
      })
  void whatPeopleOftenWriteIsNamed(String given, String why) {
    assertThat(refused(given)).hasMessageContaining(why);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://bob:S3CRET@h",
        "nats://bob:S3CRET@h:0",
        "nats://bob:S3CRET/x@h",
        "nats://bob:S3CRET#x@h",
        "nats://bob:S3CRET?x@h",
        "nats://bob:p@S3CRET@h:x",
        "nats://bob:S3CRET@",
        "nats://S3CRET%zz@h",
        "bob:S3CRET@h/path",
        "S3CRET@h://x",
        "nats://a,nats://bob:S3CRET@b",
        "nats://bob:S3 CRET@h",
        "nats://bob:S3CRET@h_1"
      })
  void theRefusalOfAUrlNeverShowsItsSecret(String given) {
    for (Throwable e = refused(given); e != null; e = e.getCause()) {
      assertThat(e.toString()).doesNotContain("S3C").doesNotContain("CRET");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t"})
  void anEmptyUrlIsRefused(String given) {
    assertThat(refused(given)).hasMessageContaining("A server URL is empty: write one like");
  }

  private static ConfigurationException refused(String given) {
    return catchThrowableOfType(ConfigurationException.class, () -> config(given));
  }

  private static NatsServiceConfig config(String url) {
    return NatsServiceConfig.builder().servers(url).build();
  }
}
