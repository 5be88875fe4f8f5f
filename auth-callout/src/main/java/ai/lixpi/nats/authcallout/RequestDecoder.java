package ai.lixpi.nats.authcallout;

import ai.lixpi.nats.ConfigurationException;
import ai.lixpi.nats.auth.NKey;
import ai.lixpi.nats.internal.NKeyText;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Reads the requests of a server: opens the box if there is one, checks the JWT, takes it apart.
 */
final class RequestDecoder {
  static final String AUDIENCE = "nats-authorization-request";

  private static final String TYPE = "authorization_request";
  private static final String ALGORITHM = "ed25519-nkey";
  private static final int LARGEST = 256 * 1024;
  private static final long LATEST = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();
  private static final ObjectMapper JSON = mapper();

  private final @Nullable XkeyBox box;

  RequestDecoder(@Nullable XkeyBox box) {
    this.box = box;
  }

  private static ObjectMapper mapper() {
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(16)
                    .maxStringLength(LARGEST)
                    .build())
            .disable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .build();
    return JsonMapper.builder(factory)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
        .build();
  }

  AuthorizationRequest decode(byte[] payload, @Nullable String serverXkey)
      throws MalformedRequestException {
    if (payload.length > LARGEST) {
      throw new MalformedRequestException("it is larger than any server's");
    }
    boolean sealed = XkeyBox.isSealed(payload);
    byte[] jwt = sealed ? open(payload, serverXkey) : payload;
    AuthorizationRequest request = read(jwt, sealed ? serverXkey : null);
    if (!sealed && box != null) {
      throw new MalformedRequestException(
          "it is not sealed, although this responder has an xkey: give the server's auth_callout"
              + " block the line xkey: "
              + box.publicKey()
              + ", or take the xkey from the responder");
    }
    return request;
  }

  private byte[] open(byte[] payload, @Nullable String serverXkey)
      throws MalformedRequestException {
    if (box == null) {
      throw new MalformedRequestException(
          "it is sealed, but this responder has no xkey: give it the seed of the server's xkey");
    }
    if (serverXkey == null) {
      throw new MalformedRequestException(
          "it is sealed, but has no header Nats-Server-Xkey to open it with");
    }
    try {
      return box.open(payload, serverXkey);
    } catch (XkeyBox.BoxException e) {
      throw new MalformedRequestException(
          "its box can't be opened with the xkey "
              + box.publicKey()
              + ", since "
              + e.getMessage()
              + ": compare with xkey in the server's auth_callout block");
    }
  }

  private static AuthorizationRequest read(byte[] jwt, @Nullable String serverXkey)
      throws MalformedRequestException {
    String[] parts = new String(jwt, StandardCharsets.ISO_8859_1).split("\\.", -1);
    if (parts.length != 3) {
      throw new MalformedRequestException("it is no JWT of three parts");
    }
    JsonNode header = json(parts[0], "header");
    if (!ALGORITHM.equals(text(header, "alg"))) {
      throw new MalformedRequestException("its header names another algorithm than " + ALGORITHM);
    }
    JsonNode claims = json(parts[1], "claims");
    String issuer = required(claims, "iss");
    requireKey(NKeyText.SERVER, issuer, "issuer is no server's public key");
    byte[] signed = (parts[0] + "." + parts[1]).getBytes(StandardCharsets.ISO_8859_1);
    if (!isSignedBy(issuer, signed, bytes(parts[2], "signature"))) {
      throw new MalformedRequestException("its signature is not its issuer's");
    }
    if (!AUDIENCE.equals(text(claims, "aud"))) {
      throw new MalformedRequestException("its audience is not " + AUDIENCE);
    }
    return request(issuer, claims, serverXkey);
  }

  private static AuthorizationRequest request(
      String issuer, JsonNode claims, @Nullable String serverXkey)
      throws MalformedRequestException {
    JsonNode nats = claims.path("nats");
    if (!TYPE.equals(text(nats, "type"))) {
      throw new MalformedRequestException("its type is not " + TYPE);
    }
    JsonNode server = nats.path("server_id");
    if (!issuer.equals(text(server, "id"))) {
      throw new MalformedRequestException("its issuer is not the server that it names");
    }
    String namedXkey = text(server, "xkey");
    if (serverXkey != null && namedXkey != null && !serverXkey.equals(namedXkey)) {
      throw new MalformedRequestException("its header names another xkey than its claims");
    }
    String userKey = required(nats, "user_nkey");
    requireKey(NKeyText.USER, userKey, "user_nkey is no user's public key");
    JsonNode issuedAt = claims.path("iat");
    if (!issuedAt.isIntegralNumber() || !issuedAt.canConvertToLong()) {
      throw new MalformedRequestException("its iat is no whole number");
    }
    long seconds = Math.max(0, Math.min(issuedAt.longValue(), LATEST));
    return new AuthorizationRequest(
        issuer, userKey, seconds, serverXkey, attempt(nats, server, seconds));
  }

  private static SignInAttempt attempt(JsonNode nats, JsonNode server, long seconds) {
    JsonNode client = nats.path("client_info");
    JsonNode options = nats.path("connect_opts");
    SignInAttempt.Parts parts = new SignInAttempt.Parts();
    parts.clientName = orEmpty(text(client, "name"));
    parts.clientHost = orEmpty(text(client, "host"));
    parts.serverName = orEmpty(text(server, "name"));
    parts.serverTime = Instant.ofEpochSecond(seconds);
    parts.token = text(options, "auth_token");
    parts.user = text(options, "user");
    parts.password = text(options, "pass");
    parts.jwt = text(options, "jwt");
    return new SignInAttempt(parts);
  }

  private static void requireKey(int prefix, String key, String otherwise)
      throws MalformedRequestException {
    try {
      NKeyText.decodePublic(prefix, key);
    } catch (ConfigurationException e) {
      throw new MalformedRequestException("its " + otherwise);
    }
  }

  private static boolean isSignedBy(String issuer, byte[] data, byte[] signature) {
    return signature.length == 64 && NKey.verify(issuer, data, signature);
  }

  private static JsonNode json(String part, String name) throws MalformedRequestException {
    try {
      JsonNode node = JSON.readTree(bytes(part, name));
      if (node != null && node.isObject()) {
        return node;
      }
    } catch (IOException e) {
      // told below, without what the parser quotes
    }
    throw new MalformedRequestException("its " + name + " part is no JSON object");
  }

  private static byte[] bytes(String part, String name) throws MalformedRequestException {
    try {
      return Base64.getUrlDecoder().decode(part);
    } catch (IllegalArgumentException e) {
      throw new MalformedRequestException("its " + name + " part is no base64url");
    }
  }

  private static String required(JsonNode node, String field) throws MalformedRequestException {
    String text = text(node, field);
    if (text == null) {
      throw new MalformedRequestException("it has no " + field);
    }
    return text;
  }

  /** The text of a field; null if it is missing, empty or no text. */
  private static @Nullable String text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    return value.isTextual() && !value.textValue().isEmpty() ? value.textValue() : null;
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
