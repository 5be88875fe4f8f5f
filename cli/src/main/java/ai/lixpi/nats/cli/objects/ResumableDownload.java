package ai.lixpi.nats.cli.objects;

import ai.lixpi.nats.NatsServiceException;
import ai.lixpi.nats.cli.CliException;
import ai.lixpi.nats.cli.ExitCode;
import ai.lixpi.nats.cli.Interrupts;
import ai.lixpi.nats.cli.output.Terminal;
import ai.lixpi.nats.cli.output.Text;
import ai.lixpi.nats.cli.output.Units;
import ai.lixpi.nats.objectstore.GetOptions;
import ai.lixpi.nats.objectstore.ObjectBucket;
import ai.lixpi.nats.objectstore.ObjectVersion;
import io.nats.client.api.ObjectInfo;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A download that keeps what has come in a file beside its target, whose name holds the id of the
 * version, so that it goes on only with the same bytes. The whole is verified before it appears.
 */
final class ResumableDownload {
  private static final String NUID = "[A-Za-z0-9]+";
  private static final String SHA_256 = "SHA-256=";

  private final Terminal terminal;
  private final Interrupts interrupts;
  private final ObjectBucket bucket;
  private final String name;
  private final Path file;

  ResumableDownload(
      Terminal terminal, Interrupts interrupts, ObjectBucket bucket, String name, Path file) {
    this.terminal = terminal;
    this.interrupts = interrupts;
    this.bucket = bucket;
    this.name = name;
    this.file = file.toAbsolutePath();
  }

  Optional<ObjectInfo> run() throws IOException {
    ObjectInfo info = bucket.info(name).map(ObjectVersion::info).orElse(null);
    if (info == null) {
      return Optional.empty();
    }
    if (info.isLink() || info.getNuid() == null || !info.getNuid().matches(NUID)) {
      throw CliException.failed(
          "The object '" + Text.oneLine(name) + "' can't be resumed: get it without --resume.");
    }
    Path part = file.resolveSibling("." + file.getFileName() + "." + info.getNuid() + ".part");
    removeOthers(part);
    MessageDigest digest = sha256();
    long have = begun(part, info, digest);
    if (have > 0) {
      terminal.note("Going on after " + Units.bytes(have) + ".");
    }
    fetch(part, info, have, digest);
    if (!isDigest(info.getDigest(), digest.digest()) || size(part) != info.getSize()) {
      Files.deleteIfExists(part);
      throw CliException.failed(
          "What has come of '"
              + Text.oneLine(name)
              + "' does not have its digest and was removed: get it again.");
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return Optional.of(info);
  }

  /** What is left of other versions is of no use. */
  private void removeOthers(Path part) throws IOException {
    Pattern ours =
        Pattern.compile(Pattern.quote("." + file.getFileName() + ".") + NUID + "\\.part");
    Path folder = file.getParent();
    try (DirectoryStream<Path> others =
        Files.newDirectoryStream(
            folder,
            path -> ours.matcher(path.getFileName().toString()).matches() && !path.equals(part))) {
      for (Path other : others) {
        Files.deleteIfExists(other);
      }
    }
  }

  private static long begun(Path part, ObjectInfo info, MessageDigest digest) throws IOException {
    if (!Files.exists(part, LinkOption.NOFOLLOW_LINKS)) {
      return 0;
    }
    if (!Files.isRegularFile(part, LinkOption.NOFOLLOW_LINKS)) {
      throw CliException.failed(
          "'" + part + "' is no regular file, so nothing is kept there: remove it.");
    }
    if (size(part) > info.getSize()) {
      Files.delete(part);
      return 0;
    }
    long have = 0;
    byte[] buffer = new byte[128 * 1024];
    try (InputStream in = Files.newInputStream(part, LinkOption.NOFOLLOW_LINKS)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
        have += n;
      }
    }
    return have;
  }

  private void fetch(Path part, ObjectInfo info, long have, MessageDigest digest)
      throws IOException {
    try (FileChannel channel =
            FileChannel.open(
                part,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND,
                LinkOption.NOFOLLOW_LINKS);
        RunningTransfer running = new RunningTransfer(terminal, interrupts, name, have)) {
      OutputStream sink = new DigestOutputStream(Channels.newOutputStream(channel), digest);
      GetOptions options =
          GetOptions.builder()
              .range(have, info.getSize() - have)
              .fromLeader()
              .listener(running)
              .build();
      ObjectInfo got = bucket.get(name, sink, options).orElse(info);
      if (!info.getNuid().equals(got.getNuid())) {
        channel.truncate(have);
        throw new CliException(
            ExitCode.FAILED,
            "The object '" + Text.oneLine(name) + "' was overwritten meanwhile: get it again.");
      }
      channel.force(true);
    } catch (NatsServiceException e) {
      throw new CliException(
          ExitCode.FAILED,
          e.getMessage()
              + " "
              + Units.bytes(size(part))
              + " of "
              + Units.bytes(info.getSize())
              + " are kept: the same command goes on from there.",
          e);
    }
  }

  private static long size(Path part) throws IOException {
    return Files.readAttributes(part, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).size();
  }

  /** As the library reads a digest: of either alphabet, with or without padding. */
  private static boolean isDigest(@Nullable String told, byte[] actual) {
    if (told == null || !told.regionMatches(true, 0, SHA_256, 0, SHA_256.length())) {
      return false;
    }
    String value = told.substring(SHA_256.length()).replace('+', '-').replace('/', '_');
    try {
      return MessageDigest.isEqual(Base64.getUrlDecoder().decode(value), actual);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
