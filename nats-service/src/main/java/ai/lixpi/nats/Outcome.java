package ai.lixpi.nats;

/** What is known about the operation that failed. */
public enum Outcome {
  /** Nothing left this process: doing it again is safe. */
  NOT_SENT,
  /** The server or the other side refused it: it did not happen. */
  REJECTED,
  /** It may or may not have happened: only an idempotent operation may be repeated blindly. */
  UNKNOWN
}
