package ai.lixpi.nats.cli.objects;

import ai.lixpi.nats.cli.CliException;
import ai.lixpi.nats.cli.ExitCode;
import ai.lixpi.nats.cli.Interrupts;
import ai.lixpi.nats.cli.output.ProgressLine;
import ai.lixpi.nats.cli.output.Terminal;
import ai.lixpi.nats.objectstore.TransferListener;
import ai.lixpi.nats.objectstore.TransferProgress;
import org.jspecify.annotations.Nullable;

/** Shows how far a transfer is, and cancels it on Ctrl-C. */
final class RunningTransfer implements TransferListener, AutoCloseable {
  private final ProgressLine line;
  private final long before;
  private final Interrupts.Registration registration;

  // Mutable state
  private volatile @Nullable TransferProgress current;
  private volatile boolean cancelled;

  /** For a transfer of which some bytes were there before. */
  RunningTransfer(Terminal terminal, Interrupts interrupts, String name, long before) {
    this.line = ProgressLine.start(terminal, name, before);
    this.before = before;
    this.registration = interrupts.onInterrupt(this::cancel);
  }

  static void requireNotInterrupted(Interrupts interrupts) {
    if (interrupts.requested()) {
      throw new CliException(ExitCode.FAILED, "Cancelled; the rest was not begun.");
    }
  }

  @Override
  public void progress(TransferProgress progress) {
    current = progress;
    if (cancelled) {
      progress.cancel();
    }
    if (progress.totalBytes().isPresent()) {
      line.total(before + progress.totalBytes().getAsLong());
    }
    line.done(before + progress.bytesDone());
  }

  private void cancel() {
    cancelled = true;
    TransferProgress now = current;
    if (now != null) {
      now.cancel();
    }
  }

  @Override
  public void close() {
    registration.close();
    line.close();
  }
}
