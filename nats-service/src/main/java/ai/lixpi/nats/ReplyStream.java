package ai.lixpi.nats;

import ai.lixpi.nats.internal.Messaging;

/** One subject of the inbox that takes many replies. */
final class ReplyStream implements Messaging.Replies {
  final String token;
  final Messaging.Sink sink;
  private final Requests requests;
  private final String subject;

  ReplyStream(Requests requests, String token, String subject, Messaging.Sink sink) {
    this.requests = requests;
    this.token = token;
    this.subject = subject;
    this.sink = sink;
  }

  @Override
  public void ask(String where, byte[] payload) {
    requests.ask(this, where, payload);
  }

  @Override
  public String subject() {
    return subject;
  }

  @Override
  public String consumerName() {
    return requests.consumerPrefix() + token;
  }

  @Override
  public void close() {
    requests.close(this);
  }
}
