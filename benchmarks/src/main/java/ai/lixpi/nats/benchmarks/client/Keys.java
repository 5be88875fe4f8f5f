package ai.lixpi.nats.benchmarks.client;

/** The key of a message of the ordered workload: its last byte. */
public final class Keys {
  private Keys() {}

  public static Byte of(byte[] data) {
    return data[data.length - 1];
  }
}
