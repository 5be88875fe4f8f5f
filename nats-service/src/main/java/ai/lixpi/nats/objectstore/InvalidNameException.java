package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.Outcome;

/** A name that no bucket or object can have. Nothing was sent. */
public final class InvalidNameException extends ObjectStoreException {
  private static final long serialVersionUID = 1L;

  InvalidNameException(String bucket, String sentence) {
    super(Outcome.NOT_SENT, bucket, sentence);
  }
}
