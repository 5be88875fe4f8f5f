package ai.lixpi.nats.authcallout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lixpi.nats.ConfigurationException;
import ai.lixpi.nats.SubscriptionDefinition;
import ai.lixpi.nats.auth.Permissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody may do, worked out from templates. */
class GrantsTest {
  private static final String INFO = "$SYS.REQ.USER.INFO";
  private static final Permissions USERS =
      new Permissions(List.of("ask.{userId}.>", "news"), List.of("told.{userId}"));

  private final Grants grants = new Grants(USERS, "_INBOX");

  @Test
  void aUserGetsThePermissionsOfUsersUnderItsOwnId() throws Exception {
    Grants.Grant grant = grants.of(Verdict.user("ada"));

    assertThat(grant.publish()).containsExactly("ask.ada.>", "news", INFO);
    assertThat(grant.subscribe()).containsExactly("told.ada", "_INBOX.>");
    assertThat(grant.answers()).isTrue();
  }

  @Test
  void aServiceGetsItsOwnPermissionsOnly() throws Exception {
    Grants.Grant grant =
        grants.of(Verdict.service("svc:a", Permissions.publish("a.{userId}", "b")));

    assertThat(grant.publish()).containsExactly("a.svc:a", "b", INFO);
    assertThat(grant.subscribe()).containsExactly("_INBOX.>");
    assertThat(grant.answers()).isFalse();
  }

  @Test
  void definitionsOfSubscriptionsAreCollected() {
    AuthCalloutConfigBuilder builder =
        AuthCalloutConfig.builder()
            .userPermissions(
                SubscriptionDefinition.reply("a.*", String.class, (data, message) -> data)
                    .withPermissions(Permissions.publish("a.{userId}")),
                SubscriptionDefinition.subscribe("b", String.class, (data, message) -> {})
                    .withPermissions(Permissions.subscribe("b.{userId}")));

    assertThat(builder.userPermissions)
        .isEqualTo(new Permissions(List.of("a.{userId}"), List.of("b.{userId}")));
  }

  @Test
  void inboxesCanBeKeptApart() throws Exception {
    Grants apart = new Grants(Permissions.NONE, "_INBOX_{userId}");

    assertThat(apart.of(Verdict.user("ada")).subscribe()).containsExactly("_INBOX_ada.>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        ">",
        "a.b",
        "a*",
        "a.>",
        "a b",
        "a\u00a0b",
        "a\u2003b",
        "a\u3000b",
        "a\u2028b",
        " a",
        "$JS.x"
      })
  void aUserIdThatWouldWidenAPermissionIsRefused(String userId) {
    assertThatThrownBy(() -> grants.of(Verdict.user(userId)))
        .isInstanceOf(Grants.UnusableUserIdException.class)
        .hasMessageContaining("would widen the permission 'ask.{userId}.>'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\nb", "a\u0000", "a\ud800", "a\u202eb", "a\u0085b"})
  void aUserIdThatIsNoneIsRefusedEvenWhereNothingIsReplaced(String userId) {
    Grants plain = new Grants(Permissions.publish("x"), "_INBOX");

    assertThatThrownBy(() -> plain.of(Verdict.user(userId)))
        .isInstanceOf(Grants.UnusableUserIdException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"$JS", "$SYS", "_INBOX"})
  void aUserIdCanNotBecomeTheHeadOfASystemSubject(String userId) {
    Grants first = new Grants(Permissions.publish("{userId}.>"), "_INBOX");

    assertThatThrownBy(() -> first.of(Verdict.user(userId)))
        .isInstanceOf(Grants.UnusableUserIdException.class)
        .hasMessageContaining("starts with");
  }

  @Test
  void aPlainUserIdMayHaveDotsWhereNothingIsReplaced() throws Exception {
    Grants plain = new Grants(Permissions.publish("x"), "_INBOX");

    assertThat(plain.of(Verdict.user("ada@example.com")).publish()).containsExactly("x", INFO);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a..b", ".a", "a.>.b", "{user}.a", "a.{userid}"})
  void aSubjectThatCanNotBeOneIsRefusedAtOnce(String subject) {
    assertThatThrownBy(() -> new Grants(Permissions.publish(subject), "_INBOX"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("permissions of userPermissions");
    assertThatThrownBy(() -> new Tokens("svc:a").mayUse(subject))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("permissions of 'svc:a'");
  }

  static Stream<Arguments> noService() {
    return Stream.of(
        Arguments.of("x".repeat(257), "it has 257 characters, not 1 to 256"),
        Arguments.of("a\u202eb", "it has control characters or lone surrogates"),
        Arguments.of("a\u200bb", "it has control characters or lone surrogates"),
        Arguments.of("svc.a", "would widen the permission 'box.{userId}'"));
  }

  @ParameterizedTest
  @MethodSource("noService")
  void aServiceThatCouldNeverComeInIsRefusedAtOnce(String userId, String why) {
    assertThatThrownBy(() -> new Tokens(userId).mayUse("box.{userId}"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("can't be on the list, because")
        .hasMessageContaining(why);
  }
}
