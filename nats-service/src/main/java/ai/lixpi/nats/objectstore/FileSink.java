package ai.lixpi.nats.objectstore;

import ai.lixpi.nats.InterruptedCallException;
import ai.lixpi.nats.NatsService;
import ai.lixpi.nats.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a download to a file that appears under its name only when it is complete and safe. */
final class FileSink {
  private static final Logger LOG = LoggerFactory.getLogger(NatsService.class);

  private FileSink() {}

  static void write(Download download, Path file) {
    Path folder = file.toAbsolutePath().getParent();
    try {
      if (folder == null || Files.isDirectory(file)) {
        throw new IOException(file + " is a folder: give the path of a file in it.");
      }
      Path part = folder.resolve(".nats-" + UUID.randomUUID() + ".part");
      try {
        writePart(download, part);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException | RuntimeException | Error e) {
        deleteQuietly(part);
        throw e;
      }
      sync(folder);
    } catch (ClosedByInterruptException e) {
      throw interrupted(download, e);
    } catch (IOException e) {
      throw Downloads.failed(download, e);
    }
  }

  private static InterruptedCallException interrupted(
      Download download, ClosedByInterruptException closed) {
    InterruptedException cause = new InterruptedException("A file was being written.");
    cause.initCause(closed);
    return new InterruptedCallException(
        Outcome.NOT_SENT,
        "Interrupted while writing the object '"
            + Names.printable(download.info().getObjectName())
            + "' to a file.",
        cause);
  }

  private static void writePart(Download download, Path part) throws IOException {
    try (FileChannel channel =
        FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (byte[] bytes = download.next(); bytes != null; bytes = download.next()) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        download.reuse(bytes);
      }
      channel.force(true);
    }
  }

  /** Makes the new name itself safe, where the file system lets folders be opened. */
  private static void sync(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      LOG.debug("NATS -> the folder could not be synced", e);
    }
  }

  private static void deleteQuietly(Path part) {
    try {
      Files.deleteIfExists(part);
    } catch (IOException e) {
      LOG.warn("NATS -> the unfinished file {} could not be deleted", part, e);
    }
  }
}
