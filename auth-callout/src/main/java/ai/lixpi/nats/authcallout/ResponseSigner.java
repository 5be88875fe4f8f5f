package ai.lixpi.nats.authcallout;

import ai.lixpi.nats.auth.NKey;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes the answers: an authorization-response JWT, signed by the account key, sealed if asked so.
 */
final class ResponseSigner {
  private static final int UNLIMITED = -1;
  private static final int VERSION = 2;
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final String HEADER =
      BASE64.encodeToString(
          "{\"typ\":\"JWT\",\"alg\":\"ed25519-nkey\"}".getBytes(StandardCharsets.US_ASCII));

  private final NKey issuer;
  private final String account;
  private final Duration answerTime;
  private final @Nullable XkeyBox box;

  ResponseSigner(NKey issuer, String account, Duration answerTime, @Nullable XkeyBox box) {
    this.issuer = issuer;
    this.account = account;
    this.answerTime = answerTime;
    this.box = box;
  }

  byte[] accept(
      AuthorizationRequest request, String userId, Grants.Grant grant, Instant now, Instant end) {
    ObjectNode claims = claims(now, request.userKey(), account);
    claims.put("exp", end.getEpochSecond());
    claims.put("name", userId);
    ObjectNode nats = claims.putObject("nats");
    allow(nats.putObject("pub"), grant.publish());
    allow(nats.putObject("sub"), grant.subscribe());
    if (grant.answers()) {
      nats.putObject("resp").put("max", 1).put("ttl", answerTime.toNanos());
    }
    nats.put("subs", UNLIMITED).put("data", UNLIMITED).put("payload", UNLIMITED);
    nats.put("type", "user").put("version", VERSION);
    return answer(request, now, "jwt", signed(claims));
  }

  byte[] refuse(AuthorizationRequest request, String reason, Instant now) {
    return answer(request, now, "error", reason);
  }

  private byte[] answer(AuthorizationRequest request, Instant now, String field, String value) {
    ObjectNode claims = claims(now, request.userKey(), request.serverId());
    ObjectNode nats = claims.putObject("nats");
    nats.put(field, value).put("type", "authorization_response").put("version", VERSION);
    byte[] plain = signed(claims).getBytes(StandardCharsets.US_ASCII);
    return request.serverXkey() == null ? plain : sealed(plain, request.serverXkey());
  }

  private byte[] sealed(byte[] plain, String serverXkey) {
    if (box == null) {
      throw new IllegalStateException("A sealed request was read without an xkey.");
    }
    try {
      return box.seal(plain, serverXkey);
    } catch (XkeyBox.BoxException e) {
      throw new IllegalStateException("What was opened with this xkey can't be sealed for it.", e);
    }
  }

  private ObjectNode claims(Instant now, String subject, String audience) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("jti", UUID.randomUUID().toString())
        .put("iat", now.getEpochSecond())
        .put("iss", issuer.publicKey())
        .put("sub", subject)
        .put("aud", audience);
  }

  /** An empty list would allow everything. */
  private static void allow(ObjectNode node, List<String> subjects) {
    boolean none = subjects.isEmpty();
    (none ? List.of(">") : subjects).forEach(node.putArray(none ? "deny" : "allow")::add);
  }

  private String signed(ObjectNode claims) {
    byte[] json = claims.toString().getBytes(StandardCharsets.UTF_8);
    String text = HEADER + "." + BASE64.encodeToString(json);
    byte[] signature = issuer.sign(text.getBytes(StandardCharsets.US_ASCII));
    return text + "." + BASE64.encodeToString(signature);
  }
}
