package ai.lixpi.nats.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lixpi.nats.TlsOptions;
import io.nats.client.support.NatsUri;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GossipRulesTest {
  private static final TlsOptions PUBLIC = TlsOptions.builder().build();
  private static final TlsOptions OWN_CA = TlsOptions.builder().caCert(Path.of("ca.pem")).build();

  private static NatsUri uri(String url) {
    try {
      return new NatsUri(url);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "own CA, tls://a.example:1, 10.0.0.2:4222, false, a.example",
    "own CA, tls://a.example:1, 10.0.0.2:4222, true, a.example",
    "own CA, tls://a.example:1, [2001:db8::2]:4222, false, a.example",
    "own CA, tls://a.example:1, b.example:4222, false, b.example",
    "own CA, tls://10.0.0.1:1, 10.0.0.2:4222, false, 10.0.0.2",
    "own CA, tls://10.0.0.1:1, b.example:4222, false, b.example",
    "public, tls://a.example:1, b.example:4222, false, a.example",
    "public, tls://a.example:1, b.example:4222, true, b.example",
    "public, tls://a.example:1, 10.0.0.2:4222, true, a.example",
    "public, tls://10.0.0.1:1, 10.0.0.2:4222, false, 10.0.0.1",
    "public, tls://10.0.0.1:1, 10.0.0.2:4222, true, 10.0.0.2"
  })
  @DisplayName("S1 the name that a gossiped server has to prove")
  void nameThatAGossipedServerHasToProve(
      String trust, String teller, String told, boolean secured, String name) {
    Gossip gossip = new Gossip(trust.equals("public") ? PUBLIC : OWN_CA);

    List<String> urls = gossip.urls(List.of(told), uri(teller), secured);

    assertThat(urls).containsExactly("tls://" + told);
    assertThat(gossip.nameOf(uri(urls.get(0)))).isEqualTo(name);
  }

  @Test
  @DisplayName(
      "S1 who learns of a third server from a gossiped one proves the configured name, too")
  void theNameIsHandedOn() {
    Gossip gossip = new Gossip(OWN_CA);
    gossip.urls(List.of("10.0.0.2:4222"), uri("tls://a.example:4222"), true);
    gossip.urls(List.of("10.0.0.3:4222"), uri("tls://10.0.0.2:4222"), true);
    assertThat(gossip.nameOf(uri("tls://10.0.0.3:4222"))).isEqualTo("a.example");
  }

  @Test
  @DisplayName("S1 what was told within TLS replaces what was told before")
  void whatIsToldWithinTlsCounts() {
    Gossip gossip = new Gossip(PUBLIC);
    gossip.urls(List.of("b.example:4222"), uri("tls://a.example:4222"), false);
    gossip.urls(List.of("b.example:4222"), uri("tls://a.example:4222"), true);
    assertThat(gossip.nameOf(uri("tls://b.example:4222"))).isEqualTo("b.example");
  }

  @Test
  @DisplayName("S1 a configured server proves its own name, whoever tells of it")
  void configuredServerProvesItsOwnName() {
    Gossip gossip = new Gossip(PUBLIC);
    gossip.configured(List.of(uri("tls://10.0.0.2:4222")));
    gossip.urls(List.of("10.0.0.2:4222"), uri("tls://a.example:4222"), false);
    assertThat(gossip.nameOf(uri("tls://10.0.0.2:4222"))).isEqualTo("10.0.0.2");
  }

  @ParameterizedTest
  @CsvSource({
    "tls://a:1, nats://b:2, tls://b:2",
    "tls://a:1, ws://b:2, tls://b:2",
    "wss://a:1/path, b:2, wss://b:2",
    "nats://a:1, b:2, nats://b:2",
    "tls://a:1, bob:secret@b:2, tls://b:2",
    "tls://a:1, nats://bob:secret@b:2, tls://b:2"
  })
  @DisplayName("S2 a gossiped server is spoken to like the one that told of it, without user info")
  void gossipedServerIsSpokenToLikeItsTeller(String teller, String told, String url) {
    assertThat(new Gossip(PUBLIC).urls(List.of(told), uri(teller), true)).containsExactly(url);
  }

  @Test
  @DisplayName("S7 gossip that is no address is skipped")
  void gossipThatIsNoAddressIsSkipped() {
    assertThat(
            new Gossip(PUBLIC)
                .urls(
                    List.of("", " ", ":", "a b:1", "[::1", "@", "x://", "b:2"),
                    uri("tls://a:1"),
                    true))
        .containsExactly("tls://b:2");
  }

  @Test
  @DisplayName("S7 of a server that nobody tells of any more no name is kept")
  void nameOfAServerThatIsToldNoMoreIsForgotten() {
    Gossip gossip = new Gossip(OWN_CA);
    NatsUri teller = uri("tls://a.example:4222");
    List<String> first = gossip.urls(List.of("10.0.0.2:4222", "10.0.0.3:4222"), teller, true);

    gossip.keep(first.subList(0, 1), teller);

    assertThat(gossip.nameOf(uri("tls://10.0.0.2:4222"))).isEqualTo("a.example");
    assertThat(gossip.nameOf(uri("tls://10.0.0.3:4222"))).isEqualTo("10.0.0.3");
  }

  @Test
  @DisplayName(
      "S1 a server can't get rid of the name that it has to prove by not telling of itself")
  void serverCanNotGetRidOfTheNameThatItHasToProve() {
    Gossip gossip = new Gossip(PUBLIC);
    gossip.urls(List.of("evil.example:4222"), uri("tls://a.example:4222"), false);

    gossip.keep(List.of("tls://a.example:4222"), uri("tls://evil.example:4222"));

    assertThat(gossip.nameOf(uri("tls://evil.example:4222"))).isEqualTo("a.example");
  }

  @Test
  @DisplayName("S7 of more servers than any cluster has the first thousand count")
  void ofVeryManyServersTheFirstThousandCount() {
    List<String> told =
        IntStream.range(0, 5_000)
            .mapToObj(i -> "10.0.%d.%d:1".formatted(i / 250, i % 250))
            .toList();

    assertThat(new Gossip(PUBLIC).urls(told, uri("nats://a:1"), false))
        .hasSize(1_000)
        .startsWith("nats://10.0.0.0:1");
  }
}
