package ai.lixpi.nats.internal.wire;

import ai.lixpi.nats.ConfigurationException;
import ai.lixpi.nats.internal.wire.Pem.Invalid;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** A PEM file and what it is for. */
record TlsFile(String what, String remedy, Path path) {
  /** More than any bundle of authorities has, and less than would hurt. */
  private static final int LIMIT = 8 * 1024 * 1024;

  interface Parser<T> {
    T parse(byte[] file) throws Invalid;
  }

  static TlsFile ca(Path path) {
    return new TlsFile(
        "CA certificate",
        "give a PEM file with one or more '-----BEGIN CERTIFICATE-----' blocks",
        path);
  }

  static TlsFile certificate(Path path) {
    return new TlsFile(
        "certificate", "give a PEM file with '-----BEGIN CERTIFICATE-----' blocks", path);
  }

  static TlsFile key(Path path) {
    return new TlsFile("key", "give a PEM file with an RSA, EC or Ed25519 key", path);
  }

  <T> T read(Parser<T> parser) {
    try {
      return parser.parse(bytes());
    } catch (NoSuchFileException e) {
      throw unusable("It does not exist", e);
    } catch (AccessDeniedException e) {
      throw unusable("Reading it is not allowed", e);
    } catch (IOException e) {
      throw unusable(
          Files.isDirectory(path) ? "It is a folder" : "It can't be read: " + e.getMessage(), e);
    } catch (Invalid e) {
      throw unusable("It " + e.getMessage(), e);
    }
  }

  private byte[] bytes() throws IOException, Invalid {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(LIMIT + 1);
      if (bytes.length > LIMIT) {
        throw new Invalid("is larger than 8 MiB");
      }
      return bytes;
    }
  }

  ConfigurationException unusable(String why, Throwable cause) {
    return new ConfigurationException(
        "The TLS " + what + " '" + path + "' can't be used: " + remedy + ". " + why + ".", cause);
  }

  /** Changes when the file does, also by a link that names another file now. */
  String stamp() {
    try {
      BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
      return path + "|" + now.lastModifiedTime() + "|" + now.size() + "|" + now.fileKey();
    } catch (IOException e) {
      return path + "|" + e.getClass().getName();
    }
  }
}
