package ai.lixpi.nats.interop;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.NatsSubscription;
import ai.lixpi.nats.Reply;
import ai.lixpi.nats.ReplyException;
import ai.lixpi.nats.ReplyHandler;
import ai.lixpi.nats.RequestOptions;
import ai.lixpi.nats.SubscriptionOptions;
import ai.lixpi.nats.codec.Codecs;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/** Publish, subscribe, request and reply of {@link JavaParty}. */
final class JavaMessaging {
  private final JavaParty party;
  private final Map<String, NatsSubscription> subscriptions = new ConcurrentHashMap<>();

  JavaMessaging(JavaParty party) {
    this.party = party;
  }

  JsonNode perform(ObjectNode request) {
    NatsService service = party.service(request);
    switch (request.path("op").asText()) {
      case "publish" -> publish(service, request);
      case "subscribe" -> subscribe(service, request);
      case "reply" -> reply(service, request);
      case "request" -> {
        return request(service, request);
      }
      case "unsubscribe" -> subscriptions.get(request.path("id").asText()).unsubscribe();
      default -> throw new IllegalArgumentException("There is no such operation: " + request);
    }
    service.flush(JavaParty.PATIENCE);
    return Json.object();
  }

  private static Object payload(ObjectNode request) {
    if (!request.has("json")) {
      return Json.bytes(request, "data");
    }
    JsonNode value = Json.read(request.get("json").asText());
    return value.isNull() ? null : value;
  }

  private static void publish(NatsService service, ObjectNode request) {
    String subject = request.path("subject").asText();
    if (request.has("headers")) {
      service.publish(subject, payload(request), Json.headers(request.get("headers")));
    } else {
      service.publish(subject, payload(request));
    }
  }

  private static boolean isRaw(ObjectNode request) {
    return request.path("payload").asText().equals("buffer");
  }

  private static SubscriptionOptions options(ObjectNode request) {
    return request.has("queue")
        ? SubscriptionOptions.queue(request.get("queue").asText())
        : SubscriptionOptions.DEFAULT;
  }

  private void subscribe(NatsService service, ObjectNode request) {
    String id = request.path("id").asText();
    String subject = request.path("subject").asText();
    Gathered gathered = party.gather(id);
    subscriptions.put(
        id,
        isRaw(request)
            ? service.subscribe(
                subject,
                byte[].class,
                (data, message) -> gathered.add(described(message, null)),
                options(request))
            : service.subscribe(
                subject,
                JsonNode.class,
                (data, message) -> gathered.add(described(message, data)),
                options(request)));
  }

  private void reply(NatsService service, ObjectNode request) {
    String id = request.path("id").asText();
    String subject = request.path("subject").asText();
    if (request.path("behaviour").asText().equals("silent")) {
      subscribe(service, request);
      return;
    }
    Gathered gathered = party.gather(id);
    ReplyHandler<JsonNode> onJson =
        (data, message) -> {
          gathered.add(described(message, data));
          return answer(data, request);
        };
    ReplyHandler<byte[]> onBytes =
        (data, message) -> {
          gathered.add(described(message, null));
          return answer(data, request);
        };
    subscriptions.put(
        id,
        isRaw(request)
            ? service.reply(subject, byte[].class, onBytes, options(request))
            : service.reply(subject, JsonNode.class, onJson, options(request)));
  }

  private static Object answer(Object data, ObjectNode request) {
    return switch (request.path("behaviour").asText("echo")) {
      case "fail" ->
          throw new ReplyException(
              request.path("code").asInt(500), request.path("message").asText());
      case "value" ->
          new Reply(
              Json.read(request.path("value").asText()), Json.headers(request.path("headers")));
      default -> data;
    };
  }

  private static JsonNode request(NatsService service, ObjectNode request) {
    String subject = request.path("subject").asText();
    RequestOptions options =
        RequestOptions.timeout(JavaParty.timeout(request))
            .withHeaders(Json.headers(request.path("headers")));
    if (isRaw(request)) {
      byte[] answer = service.request(subject, payload(request), Codecs.bytes(), options);
      return Json.object().put("data", Json.base64(answer));
    }
    AtomicReference<byte[]> raw = new AtomicReference<>(new byte[0]);
    JsonNode answer = service.request(subject, payload(request), Json.watched(raw::set), options);
    return Json.object().put("data", Json.base64(raw.get())).put("json", answer.toString());
  }

  private static JsonNode described(Message message, JsonNode decoded) {
    ObjectNode answer =
        Json.object()
            .put("subject", message.getSubject())
            .put("data", Json.base64(message.getData()));
    if (decoded != null) {
      answer.put("json", decoded.toString());
    }
    Headers headers = message.getHeaders();
    answer.set("headers", Json.of(headers));
    return answer;
  }
}
