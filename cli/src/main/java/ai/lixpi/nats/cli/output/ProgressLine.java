package ai.lixpi.nats.cli.output;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A bar with rate and time left on stderr; nothing where nobody looks. */
public final class ProgressLine implements AutoCloseable {
  private static final long MEBIBYTE = 1024 * 1024;
  private static final int NAME = 24;

  private final @Nullable ProgressBar bar;

  private ProgressLine(@Nullable ProgressBar bar) {
    this.bar = bar;
  }

  /**
   * Starts a bar.
   *
   * @param terminal where
   * @param name what it is about
   * @param before how many bytes are there already
   * @return the bar, or one that shows nothing
   */
  public static ProgressLine start(Terminal terminal, String name, long before) {
    if (!terminal.errIsTerminal()) {
      return new ProgressLine(null);
    }
    return new ProgressLine(
        new ProgressBarBuilder()
            .setTaskName(shortened(Text.oneLine(name)))
            .setInitialMax(-1)
            .startsFrom(before, Duration.ZERO)
            .setUnit(" MiB", MEBIBYTE)
            .showSpeed(new DecimalFormat("0.0", DecimalFormatSymbols.getInstance(Locale.ROOT)))
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(200)
            .setConsumer(new Line(terminal))
            .build());
  }

  private static String shortened(String name) {
    return name.length() <= NAME ? name : "..." + name.substring(name.length() - NAME + 3);
  }

  /**
   * How much there is in all.
   *
   * @param bytes the number
   */
  public void total(long bytes) {
    if (bar != null && bar.getMax() != bytes) {
      bar.maxHint(bytes);
    }
  }

  /**
   * How much is done.
   *
   * @param bytes the number
   */
  public void done(long bytes) {
    if (bar != null) {
      bar.stepTo(bytes);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }

  /** One line that is drawn over and over, and wiped at the end. */
  private record Line(Terminal terminal) implements ProgressBarConsumer {
    @Override
    public int getMaxRenderedLength() {
      return terminal.columns() - 1;
    }

    @Override
    public void accept(String text) {
      terminal.err().print("\r" + text);
      terminal.err().flush();
    }

    @Override
    public void clear() {
      terminal.err().print("\r\u001b[K");
      terminal.err().flush();
    }

    @Override
    public void close() {
      clear();
    }
  }
}
