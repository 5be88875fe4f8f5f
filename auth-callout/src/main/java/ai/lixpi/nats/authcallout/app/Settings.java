package ai.lixpi.nats.authcallout.app;

import ai.lixpi.nats.ConfigurationException;
import ai.lixpi.nats.NatsServiceConfig;
import ai.lixpi.nats.authcallout.AuthCalloutConfig;
import ai.lixpi.nats.authcallout.AuthCalloutConfigBuilder;
import ai.lixpi.nats.authcallout.SelfIssuedVerifier;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** The configuration of the program, from a file and the environment. */
record Settings(NatsServiceConfig connection, AuthCalloutConfig callout) {
  static final String ISSUER_SEED = "AUTH_CALLOUT_ISSUER_SEED";
  static final String XKEY_SEED = "AUTH_CALLOUT_XKEY_SEED";

  private static final List<String> CONNECTION =
      List.of(
          "url",
          "servers",
          "name",
          "token",
          "user",
          "password",
          "tls-ca-cert",
          "tls-cert",
          "tls-key",
          "tls-min-version",
          "tls-first",
          "tls-insecure",
          "websocket",
          "connect-timeout",
          "drain-timeout",
          "reconnect-time-wait");
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .defaultSetterInfo(JsonSetter.Value.construct(Nulls.SET, Nulls.FAIL)) // in lists and maps
          .build();

  static Settings read(Path file, Map<String, String> environment) {
    SettingsFile written = parse(file);
    AuthCalloutConfig callout = callout(written, file, environment); // keys come first
    return new Settings(connection(written.nats(), environment), callout);
  }

  private static SettingsFile parse(Path file) {
    try {
      SettingsFile written = JSON.readValue(Files.readString(file), SettingsFile.class);
      if (written != null) {
        return written;
      }
      throw new ConfigurationException("The file " + file + " is empty: see --help.");
    } catch (UnrecognizedPropertyException e) {
      throw new ConfigurationException(
          "The file "
              + file
              + " has an unknown name '"
              + e.getPropertyName()
              + "': the known ones are there "
              + e.getKnownPropertyIds()
              + ".");
    } catch (JsonProcessingException e) {
      // Its message quotes the file, in which a password may be
      throw new ConfigurationException(
          "The file "
              + file
              + " is no configuration in JSON at line "
              + (e.getLocation() == null ? "1" : e.getLocation().getLineNr())
              + ": see --help for its form.");
    } catch (IOException e) {
      throw unreadable("The file " + file, e);
    }
  }

  private static NatsServiceConfig connection(
      Map<String, String> written, Map<String, String> environment) {
    Properties properties = new Properties();
    properties.setProperty("nats.name", "auth-callout");
    written.forEach((name, value) -> properties.setProperty("nats." + name, value));
    for (String name : CONNECTION) {
      String variable = "NATS_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
      String value = environment.get(variable);
      if (value != null && !value.isBlank()) {
        properties.setProperty("nats." + name, value);
      }
    }
    try {
      return NatsServiceConfig.fromProperties(properties).build();
    } catch (ConfigurationException e) {
      throw new ConfigurationException(
          "The connection to the server, by \"nats\" in the file and NATS_... in the environment: "
              + e.getMessage());
    }
  }

  private static AuthCalloutConfig callout(
      SettingsFile written, Path file, Map<String, String> environment) {
    AuthCalloutConfigBuilder builder = AuthCalloutConfig.builder();
    String issuer = seed(environment.get(ISSUER_SEED), written.issuerSeedFile(), file);
    if (issuer == null) {
      throw new ConfigurationException(
          "There is no issuer seed: set "
              + ISSUER_SEED
              + ", or let issuerSeedFile name a file with it. --make-keys makes one.");
    }
    builder.issuer(issuer);
    String xkey = seed(environment.get(XKEY_SEED), written.xkeySeedFile(), file);
    if (xkey != null) {
      builder.xkey(xkey);
    }
    written.applyTo(builder);
    if (!written.services().isEmpty()) {
      builder.verifiers(SelfIssuedVerifier.of(written.allowedServices()));
    }
    SettingsFile.Oidc oidc = written.oidc();
    if (oidc != null) {
      builder.verifiers(oidc.verifier());
    }
    if (written.services().isEmpty() && oidc == null) {
      throw new ConfigurationException(
          "Nobody could come in: give services, oidc or both in " + file + ".");
    }
    return builder.build();
  }

  private static @Nullable String seed(
      @Nullable String variable, @Nullable String seedFile, Path file) {
    if (variable != null && !variable.isBlank()) {
      return variable.strip();
    }
    if (seedFile == null) {
      return null;
    }
    Path path = file.toAbsolutePath().resolveSibling(seedFile);
    try {
      return Files.readString(path).strip();
    } catch (IOException e) {
      throw unreadable("The seed file " + path, e);
    }
  }

  private static ConfigurationException unreadable(String what, IOException e) {
    return new ConfigurationException(
        what
            + (e instanceof NoSuchFileException ? " does not exist" : " can't be read")
            + ": give the path of a file that this user may read.");
  }
}
