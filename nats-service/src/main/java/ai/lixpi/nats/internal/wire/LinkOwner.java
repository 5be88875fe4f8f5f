package ai.lixpi.nats.internal.wire;

import io.nats.client.support.NatsUri;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Whose link a {@link GuardedDataPort} is; jnats brings the two together by its server pool. */
interface LinkOwner {
  @Nullable TlsSource tls();

  /** The name that a server has to prove by its certificate. */
  String nameOf(NatsUri server);

  /** Where its payloads come from. */
  PayloadPool payloads();

  void linkStarted(GuardedDataPort link);

  /** The server said something where jnats does not listen. */
  void serverSaid(String error);

  /** Asked before anything is sent; throws when there is nothing to sign in with any more. */
  void requireSignIn() throws IOException;

  void linkEnded(GuardedDataPort link, IOException why);
}
