package ai.lixpi.nats.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AptEntryTest {
  private static final String DEBIAN =
      """
      Types: deb
      # a comment
      URIs: http://mirror.example/debian-security
      Suites: bookworm-security
      Components: main
      Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

      Types: deb deb-src
      URIs: http://mirror.example/debian
      Suites: bookworm bookworm-updates
      Components: main contrib
      Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
      """;
  private static final String CLASSIC =
      """
      # deb http://old.example/debian bookworm main
      deb-src http://mirror.example/debian bookworm main
      deb [arch=amd64 signed-by=/etc/apt/keyrings/shop.gpg] https://shop.example/linux stable main
      deb http://mirror.example/debian-security bookworm/updates main
      deb [signed-by=/usr/share/keyrings/debian.gpg arch=amd64,arm64] http://mirror.example/debian bookworm main # ours
      """;

  @TempDir Path etcApt;

  @Test
  void deb822SourceGetsTheSuiteThatHasTheServer() throws IOException {
    write("sources.list.d/debian.sources", DEBIAN);
    osRelease("ID=debian", "VERSION_CODENAME=bookworm");
    assertThat(sourceList(ServerLine.NEWEST))
        .isEqualTo(
            """
            Types: deb
            URIs: http://mirror.example/debian
            Suites: sid
            Components: main
            signed-by: /usr/share/keyrings/debian-archive-keyring.gpg
            """);
    assertThat(sourceList(ServerLine.V2_10)).contains("Suites: trixie\n");
  }

  @Test
  void classicSourceGetsTheSuiteThatHasTheServer() throws IOException {
    write("sources.list", CLASSIC);
    osRelease("ID=debian", "VERSION_CODENAME=bookworm");
    assertThat(sourceList(ServerLine.NEWEST))
        .contains("URIs: http://mirror.example/debian\n", "Suites: sid\n")
        .contains("signed-by: /usr/share/keyrings/debian.gpg\n", "architectures: amd64 arm64\n");
  }

  @Test
  void ubuntuHasOtherSuitesAndTheServerInUniverse() throws IOException {
    write(
        "sources.list.d/ubuntu.sources",
        """
        Types: deb
        URIs: http://mirror.example/ubuntu
        Suites: noble noble-updates
        Components: main
        """);
    osRelease("ID=linuxmint", "ID_LIKE=\"ubuntu debian\"", "UBUNTU_CODENAME=noble");
    assertThat(sourceList(ServerLine.NEWEST))
        .contains("Suites: devel\n", "Components: main universe\n");
  }

  @Test
  void keyWrittenIntoTheEntryIsKept() throws IOException {
    write(
        "sources.list.d/debian.sources",
        """
        Types: deb
        URIs: http://mirror.example/debian
        Suites: bookworm
        Components: main
        Signed-By:
         -----BEGIN PGP PUBLIC KEY BLOCK-----
         .
         abc
        """);
    osRelease("ID=debian", "VERSION_CODENAME=bookworm");
    assertThat(sourceList(ServerLine.NEWEST))
        .endsWith("signed-by: \n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n abc\n");
  }

  @Test
  void disabledEntryIsPassedOver() {
    assertThat(AptEntry.deb822("Enabled: no\n" + DEBIAN.split("\n\n", -1)[1])).isEmpty();
  }

  @Test
  void machineWithoutAMainArchiveIsReported() throws IOException {
    write("sources.list.d/shop.list", CLASSIC.lines().toList().get(2));
    osRelease("ID=debian", "VERSION_CODENAME=bookworm");
    assertThatThrownBy(() -> sourceList(ServerLine.NEWEST))
        .hasMessageContaining("no entry for the main archive of debian");
  }

  private String sourceList(ServerLine line) throws IOException {
    Surroundings nothing = new Surroundings(Map.of(), Map.of());
    return new AptSource(nothing, etcApt, etcApt.resolve("os-release")).sourceList(line);
  }

  private void osRelease(String... lines) throws IOException {
    write("os-release", String.join("\n", lines));
  }

  private void write(String name, String text) throws IOException {
    Path file = etcApt.resolve(name);
    Files.createDirectories(file.resolveSibling("."));
    Files.writeString(file, text);
  }
}
