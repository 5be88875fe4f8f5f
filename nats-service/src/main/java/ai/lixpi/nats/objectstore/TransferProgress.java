package ai.lixpi.nats.objectstore;

import java.util.OptionalLong;

/** How far one transfer is. Thread-safe. */
public interface TransferProgress {
  /**
   * The name of the object.
   *
   * @return the name of the object
   */
  String objectName();

  /**
   * How much is safely over: acknowledged by the server, or given to the reader.
   *
   * @return bytes
   */
  long bytesDone();

  /**
   * How much it is in all, where that is known before the end.
   *
   * @return bytes, or empty for a source that does not tell
   */
  OptionalLong totalBytes();

  /**
   * Stops the transfer: its call throws {@link TransferCancelledException}, and what was stored of
   * an unfinished version is removed. Has no effect on a transfer that is over.
   */
  void cancel();
}
