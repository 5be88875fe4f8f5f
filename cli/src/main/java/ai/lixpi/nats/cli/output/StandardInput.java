package ai.lixpi.nats.cli.output;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.InputStream;
import java.nio.channels.Channels;

/** Standard input, through a channel: only that lets Ctrl-C end a read that waits. */
public final class StandardInput {
  private static final InputStream STREAM =
      Channels.newInputStream(new FileInputStream(FileDescriptor.in).getChannel());

  private StandardInput() {}

  /**
   * The bytes that come in.
   *
   * @return the one stream of this process
   */
  public static InputStream stream() {
    return STREAM;
  }
}
