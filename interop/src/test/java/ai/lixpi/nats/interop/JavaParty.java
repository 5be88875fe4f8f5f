package ai.lixpi.nats.interop;

import ai.lixpi.nats.CredentialsRejectedException;
import ai.lixpi.nats.DecodeException;
import ai.lixpi.nats.InvalidCredentialsException;
import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.NatsServiceConfig;
import ai.lixpi.nats.NatsServiceConfigBuilder;
import ai.lixpi.nats.NoRespondersException;
import ai.lixpi.nats.PermissionDeniedException;
import ai.lixpi.nats.RemoteErrorException;
import ai.lixpi.nats.RequestTimeoutException;
import ai.lixpi.nats.auth.NKey;
import ai.lixpi.nats.auth.SelfIssuedJwt;
import ai.lixpi.nats.objectstore.BucketNotFoundException;
import ai.lixpi.nats.objectstore.BucketSealedException;
import ai.lixpi.nats.objectstore.InvalidNameException;
import ai.lixpi.nats.objectstore.ObjectChangedException;
import ai.lixpi.nats.objectstore.ObjectNotFoundException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;

/** This library as one side of a scenario. */
final class JavaParty implements Party {
  static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Map<Class<?>, String> KINDS =
      Map.ofEntries(
          Map.entry(NoRespondersException.class, "noResponders"),
          Map.entry(RequestTimeoutException.class, "timeout"),
          Map.entry(RemoteErrorException.class, "remote"),
          Map.entry(PermissionDeniedException.class, "permission"),
          Map.entry(CredentialsRejectedException.class, "refused"),
          Map.entry(DecodeException.class, "decode"),
          Map.entry(InvalidNameException.class, "invalidName"),
          Map.entry(BucketNotFoundException.class, "notFound"),
          Map.entry(ObjectNotFoundException.class, "notFound"),
          Map.entry(BucketSealedException.class, "sealed"),
          Map.entry(ObjectChangedException.class, "changed"),
          Map.entry(InvalidCredentialsException.class, "invalidCredentials"));

  private final Map<String, NatsService> services = new ConcurrentHashMap<>();
  private final Map<String, Gathered> gathered = new ConcurrentHashMap<>();
  private final JavaMessaging messaging = new JavaMessaging(this);
  private final JavaObjects objects = new JavaObjects(this);

  @Override
  public String language() {
    return "java";
  }

  NatsService service(JsonNode request) {
    return services.get(request.path("as").asText("main"));
  }

  Gathered gather(String id) {
    return gathered.computeIfAbsent(id, key -> new Gathered());
  }

  static Duration timeout(JsonNode request) {
    return Duration.ofMillis(request.path("timeout").asLong(PATIENCE.toMillis()));
  }

  @Override
  public JsonNode perform(ObjectNode request) {
    ObjectNode answer = Json.object();
    try {
      answer.set("ok", performed(request));
    } catch (Exception e) {
      ObjectNode error = answer.putObject("error");
      error.put("kind", kindOf(e)).put("message", String.valueOf(e.getMessage()));
      if (e instanceof RemoteErrorException remote) {
        error.put("code", remote.code()).put("text", remote.remoteMessage());
      }
    }
    return answer;
  }

  private JsonNode performed(ObjectNode request) throws Exception {
    return switch (request.path("op").asText()) {
      case "connect" -> connect(request);
      case "reset" -> reset();
      case "gathered" ->
          Json.object()
              .set(
                  "items",
                  gather(request.path("id").asText())
                      .await(request.path("count").asInt(), timeout(request)));
      case "drain" -> {
        if (!service(request).drain(PATIENCE).complete()) {
          throw new AssertionError("The drain was not complete.");
        }
        yield Json.object();
      }
      case "token" -> token(request);
      case "verify" -> verify(request.path("token").asText());
      default -> request.has("bucket") ? objects.perform(request) : messaging.perform(request);
    };
  }

  private JsonNode connect(ObjectNode request) throws Exception {
    NatsServiceConfigBuilder config =
        NatsServiceConfig.builder()
            .servers(request.path("url").asText())
            .name("interop")
            .connectTimeout(PATIENCE)
            .errorListener(
                failure -> gather("errors").add(Json.object().put("error", kindOf(failure))));
    if (request.has("token")) {
      config.token(request.get("token").asText());
    }
    if (request.has("user")) {
      config.user(request.get("user").asText()).password(request.path("password").asText());
    }
    if (request.has("seed")) {
      config.nkeySeed(request.get("seed").asText()).userId(request.path("userId").asText());
    }
    NatsService service = NatsService.create(config.build());
    services.put(request.path("as").asText("main"), service);
    service.connect(Duration.ofMillis(1));
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> service.isConnected() || service.status().lastFailure().isPresent());
    if (!service.isConnected()) {
      Exception failure = service.status().lastFailure().orElseThrow();
      service.disconnect();
      throw failure;
    }
    return Json.object();
  }

  private JsonNode reset() {
    services.values().forEach(NatsService::disconnect);
    services.clear();
    gathered.clear();
    return Json.object();
  }

  private static JsonNode token(ObjectNode request) {
    try (NKey key = NKey.fromSeed(request.path("seed").asText())) {
      return Json.object()
          .put(
              "token",
              SelfIssuedJwt.issue(
                  key,
                  request.path("userId").asText(),
                  Duration.ofHours(request.path("hours").asLong(1)),
                  request.has("iat")
                      ? Instant.ofEpochSecond(request.get("iat").asLong())
                      : Instant.now()));
    }
  }

  /** Trusts the issuer that the token names, at a time when it is valid: scenarios choose both. */
  private static JsonNode verify(String token) {
    List<byte[]> parts =
        Arrays.stream(token.split("\\.", -1)).map(Base64.getUrlDecoder()::decode).toList();
    String ordered = new String(parts.get(1), java.nio.charset.StandardCharsets.UTF_8);
    JsonNode claims = Json.read(ordered);
    SelfIssuedJwt.verify(
        token,
        List.of(new SelfIssuedJwt.Issuer(claims.path("iss").asText(), claims.path("sub").asText())),
        Clock.fixed(Instant.ofEpochSecond(claims.path("iat").asLong()), java.time.ZoneOffset.UTC));
    ObjectNode answer = Json.object().put("valid", true).put("ordered", ordered);
    answer.set(
        "header", Json.read(new String(parts.get(0), java.nio.charset.StandardCharsets.UTF_8)));
    answer.set("claims", claims);
    return answer;
  }

  static String kindOf(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      String kind = KINDS.get(each.getClass());
      if (kind != null) {
        return kind;
      }
    }
    return "other";
  }

  @Override
  public boolean isAlive() {
    return true;
  }

  @Override
  public void close() {
    reset();
  }
}
