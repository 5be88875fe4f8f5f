package ai.lixpi.nats.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** A temporary folder that is gone when it is closed, or when the JVM ends. */
final class TempFolder implements AutoCloseable {
  private final Path path;

  TempFolder(String prefix) {
    try {
      path = Files.createTempDirectory(prefix);
    } catch (IOException e) {
      throw new UncheckedIOException("The temporary folder of the JVM must be writable.", e);
    }
    AtExit.delete(path);
  }

  Path path() {
    return path;
  }

  @Override
  public void close() {
    deleteTree(path);
    AtExit.forget(path);
  }

  /** Deletes what can be deleted; a folder of which nothing is left is fine. */
  static void deleteTree(Path root) {
    try {
      Files.walkFileTree(root, new Deletion());
    } catch (IOException e) {
      // A file that a dying process created meanwhile; the operating system cleans its own folder.
    }
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (e instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw e;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e)
        throws IOException {
      Files.deleteIfExists(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
