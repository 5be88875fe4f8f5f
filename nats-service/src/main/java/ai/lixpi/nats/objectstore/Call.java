package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.InterruptedCallException;
import ai.lixpi.nats.NatsServiceException;
import ai.lixpi.nats.PayloadTooLargeException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A call that is about one object. Failures of what it uses, which know of a bucket or a thread
 * only, are said of that object.
 *
 * @param what what is done
 * @param bucket the bucket of the object
 * @param name the object, as the caller has given it
 * @param newName what it is renamed to
 */
record Call(String what, String bucket, @Nullable String name, @Nullable String newName) {
  static Call of(String verb, String bucket, @Nullable String name) {
    return of(verb, bucket, name, null);
  }

  static Call of(String verb, String bucket, @Nullable String name, @Nullable String newName) {
    return new Call(verb + " of the object", bucket, name, newName);
  }

  static Call link(String bucket, @Nullable String name) {
    return new Call("creation of the link", bucket, name, null);
  }

  private String start() {
    String to = newName == null ? "" : " to " + quoted(newName);
    return "The " + what + " " + quoted(name) + to + " in the bucket '" + bucket + "' failed. ";
  }

  private static String quoted(@Nullable String name) {
    return "'" + Names.printable(String.valueOf(name)) + "'";
  }

  <T> T run(Supplier<T> work) {
    try {
      return work.get();
    } catch (NatsServiceException e) {
      throw failure(e);
    }
  }

  /**
   * A failure of the same type, outcome, cause and place, whose sentence begins with the object.
   */
  NatsServiceException failure(NatsServiceException failure) {
    NatsServiceException said = said(failure, start());
    if (said != failure) {
      said.setStackTrace(failure.getStackTrace());
      for (Throwable each : failure.getSuppressed()) {
        said.addSuppressed(each);
      }
    }
    return said;
  }

  private static NatsServiceException said(NatsServiceException failure, String start) {
    if (failure instanceof ObjectStoreException known) {
      return known.after(start);
    }
    if (failure instanceof PayloadTooLargeException large) {
      return tooLarge(large, start);
    }
    if (failure instanceof InterruptedCallException
        && failure.getCause() instanceof InterruptedException cause) {
      return new InterruptedCallException(failure.outcome(), start + failure.getMessage(), cause);
    }
    return failure;
  }

  private static PayloadTooLargeException tooLarge(PayloadTooLargeException large, String start) {
    String sentence =
        "A message of it has "
            + large.size()
            + " bytes, but no more than "
            + large.maxPayload()
            + " may be sent (max_payload of the server, max_msg_size of the bucket's stream):"
            + " give it less metadata or smaller chunks, or raise the limit.";
    return new PayloadTooLargeException(
        start + sentence, large.subject(), large.size(), large.maxPayload());
  }
}
