package ai.lixpi.nats.authcallout.app;

import ai.lixpi.nats.ConfigurationException;
import ai.lixpi.nats.auth.Permissions;
import ai.lixpi.nats.authcallout.AllowedService;
import ai.lixpi.nats.authcallout.AuthCalloutConfigBuilder;
import ai.lixpi.nats.authcallout.OidcVerifier;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The JSON file, as it is written. */
record SettingsFile(
    @Nullable Map<String, String> nats,
    @Nullable String account,
    @Nullable String issuerSeedFile,
    @Nullable String xkeySeedFile,
    @Nullable List<Service> services,
    @Nullable Oidc oidc,
    @Nullable Allowed userPermissions,
    @Nullable String userJwtLifetime,
    @Nullable String verifierDeadline,
    @Nullable String inboxPrefix,
    @Nullable Integer concurrency,
    @Nullable Integer queueLimit) {
  private static final Pattern AMOUNT = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");

  /** An entry of the allow-list, as the siblings write it. */
  record Service(
      @Nullable String publicKey, @Nullable String userId, @Nullable Allowed permissions) {
    AllowedService toAllowed() {
      if (publicKey == null || userId == null) {
        throw new ConfigurationException(
            "A service has no publicKey or no userId: give both, like \"U...\" and \"svc:orders\".");
      }
      return new AllowedService(
          publicKey, userId, permissions == null ? Permissions.NONE : permissions.toPermissions());
    }
  }

  /** Permissions, as the siblings write them. */
  record Allowed(@Nullable Subjects pub, @Nullable Subjects sub) {
    Permissions toPermissions() {
      return new Permissions(subjects(pub), subjects(sub));
    }

    private static List<String> subjects(@Nullable Subjects given) {
      return given == null || given.allow() == null ? List.of() : given.allow();
    }
  }

  /** Subjects to allow. */
  record Subjects(@Nullable List<String> allow) {}

  /** An OpenID provider. */
  record Oidc(
      @Nullable String issuer,
      @Nullable String audience,
      @Nullable String jwks,
      @Nullable String userIdClaim) {
    OidcVerifier verifier() {
      OidcVerifier.Builder builder = OidcVerifier.builder();
      if (issuer != null) {
        builder.issuer(issuer);
      }
      if (audience != null) {
        builder.audience(audience);
      }
      if (jwks != null) {
        builder.jwks(jwks);
      }
      if (userIdClaim != null) {
        builder.userIdClaim(userIdClaim);
      }
      return builder.build();
    }
  }

  @Override
  public Map<String, String> nats() {
    return nats == null ? Map.of() : nats;
  }

  @Override
  public List<Service> services() {
    return services == null ? List.of() : services;
  }

  List<AllowedService> allowedServices() {
    return services().stream().map(Service::toAllowed).toList();
  }

  void applyTo(AuthCalloutConfigBuilder builder) {
    if (account != null) {
      builder.account(account);
    }
    if (userPermissions != null) {
      builder.userPermissions(userPermissions.toPermissions());
    }
    if (userJwtLifetime != null) {
      builder.userJwtLifetime(duration("userJwtLifetime", userJwtLifetime));
    }
    if (verifierDeadline != null) {
      builder.verifierDeadline(duration("verifierDeadline", verifierDeadline));
    }
    if (inboxPrefix != null) {
      builder.inboxPrefix(inboxPrefix);
    }
    if (concurrency != null) {
      builder.concurrency(concurrency);
    }
    if (queueLimit != null) {
      builder.queueLimit(queueLimit);
    }
  }

  private static Duration duration(String name, String value) {
    Matcher amount = AMOUNT.matcher(value.strip().toLowerCase(Locale.ROOT));
    if (!amount.matches()) {
      try {
        return Duration.parse(value);
      } catch (DateTimeParseException e) {
        throw new ConfigurationException(
            name + " is '" + value + "': write it with a unit, like 1500ms, 90s, 15m or 1h.");
      }
    }
    long number = Long.parseLong(amount.group(1));
    return switch (amount.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      default -> Duration.ofHours(number);
    };
  }
}
