package ai.lixpi.nats.objectstore;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.NatsServiceConfig;
import ai.lixpi.nats.testkit.NatsServer;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * A server without JetStream, whose JetStream is this: what is asked goes to a test, which hands it
 * on to a real JetStream or answers itself. Of the direct way to read it knows nothing, so that
 * nobody responds there.
 */
@SuppressWarnings("try") // jnats: Connection.close() throws InterruptedException
final class Front implements AutoCloseable {
  private static final String CHUNKS = "$O.*.C.>";
  private static final String SYNC = "$O.sync";

  final NatsService nats;

  private final NatsServer server = NatsServer.start();
  private final Connection here;
  private final Connection behind;
  private final Dispatcher dispatcher;

  // Mutable state
  private volatile Consumer<Asked> handler = Asked::pass;

  Front(NatsServer jetStream) throws Exception {
    here = Bucket.connect(server.url());
    behind = Bucket.connect(jetStream.url());
    dispatcher = here.createDispatcher(message -> handler.accept(new Asked(message)));
    for (String subject : new String[] {"$JS.API.STREAM.>", "$JS.API.CONSUMER.>", "$O.*.M.>"}) {
      dispatcher.subscribe(subject);
    }
    dispatcher.subscribe(SYNC, message -> here.publish(message.getReplyTo(), message.getData()));
    listenForChunks();
    nats =
        NatsService.connect(
            NatsServiceConfig.builder().servers(server.url()).errorListener(failure -> {}).build());
    nats.awaitConnected(RealBucket.PATIENCE);
  }

  void onAsked(Consumer<Asked> asked) {
    handler = asked;
  }

  /** From now on nobody responds where chunks go. */
  void ignoreChunks() throws Exception {
    dispatcher.unsubscribe(CHUNKS);
    here.flush(RealBucket.PATIENCE);
  }

  void listenForChunks() throws Exception {
    dispatcher.subscribe(CHUNKS);
    here.flush(RealBucket.PATIENCE);
  }

  /** Afterwards all that the client has sent is with the test. */
  void sync() {
    nats.request(SYNC, "", String.class, RealBucket.PATIENCE);
  }

  /** What a client asks of JetStream. */
  final class Asked {
    private final Message message;

    private Asked(Message message) {
      this.message = message;
    }

    String subject() {
      return message.getSubject();
    }

    boolean isChunk() {
      return subject().contains(".C.");
    }

    boolean isRecord() {
      return subject().startsWith("$O.") && !isChunk();
    }

    /** Which chunk of its object it is. */
    int index() {
      String id = message.getHeaders().getFirst(Chunk.MESSAGE_ID);
      return Integer.parseInt(id.substring(id.indexOf(':') + 1).split(":", 2)[0]);
    }

    /** What the answer of JetStream says that it is. */
    String type() {
      int tokens = subject().contains(".MSG.") ? 5 : 4;
      String[] what = subject().split("\\.", 6);
      return "io.nats.jetstream.api.v1."
          + String.join("_", List.of(what).subList(2, Math.min(what.length, tokens)))
              .toLowerCase(Locale.ROOT)
          + "_response";
    }

    void pass() {
      if (message.getReplyTo() == null) {
        behind.publish(subject(), message.getHeaders(), message.getData());
        return;
      }
      behind
          .requestWithTimeout(
              subject(), message.getHeaders(), message.getData(), Duration.ofMinutes(1))
          .thenAccept(
              answer -> here.publish(message.getReplyTo(), answer.getHeaders(), answer.getData()));
    }

    void answer(String text) {
      if (message.getReplyTo() != null) {
        here.publish(message.getReplyTo(), text.getBytes(UTF_8));
      }
    }

    /** Has it done by JetStream, whose answer gets lost. */
    void passAndAnswer(String text) {
      behind.publish(subject(), behind.createInbox(), message.getHeaders(), message.getData());
      answer(text);
    }
  }

  @Override
  public void close() throws Exception {
    nats.disconnect();
    here.close();
    behind.close();
    server.close();
  }
}
