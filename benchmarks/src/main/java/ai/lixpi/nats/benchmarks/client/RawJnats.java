package ai.lixpi.nats.benchmarks.client;

import io.nats.client.ErrorListener;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.ObjectStoreConfiguration;

/** jnats as it comes, with its defaults: what every ratio is over. */
public final class RawJnats implements Client {

  @Override
  public String name() {
    return "raw jnats";
  }

  @Override
  public Session connect(String url) throws Exception {
    Options options =
        new Options.Builder()
            .server(url)
            .maxReconnects(-1)
            // The default listener logs each failed attempt of an outage.
            .errorListener(new ErrorListener() {})
            .build();
    return new RawSession(Nats.connect(options));
  }

  @Override
  public Bucket bucket(String url, ObjectStoreConfiguration configuration) throws Exception {
    return RawBucket.open(url, configuration);
  }
}
