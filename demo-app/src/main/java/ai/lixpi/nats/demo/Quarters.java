package ai.lixpi.nats.demo;

import ai.lixpi.nats.objectstore.TransferListener;
import ai.lixpi.nats.objectstore.TransferProgress;

/** Says when another quarter of a transfer is done. */
final class Quarters implements TransferListener {
  private final Stage stage;
  private final String direction;

  // Mutable state
  private volatile long percent;

  Quarters(Stage stage, String direction) {
    this.stage = stage;
    this.direction = direction;
  }

  boolean reached(long wanted) {
    return percent >= wanted;
  }

  @Override
  public void progress(TransferProgress progress) {
    long total = progress.totalBytes().orElse(0);
    long now = total == 0 ? 0 : progress.bytesDone() * 100 / total;
    if (now / 25 > percent / 25) {
      stage.say("%s: %d %% of %,d bytes", direction, now, total);
    }
    percent = now;
  }
}
