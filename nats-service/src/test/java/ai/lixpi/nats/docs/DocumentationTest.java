package ai.lixpi.nats.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DocumentationTest {
  private static final Path MODULE = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
  private static final Path ROOT = MODULE.resolveSibling("");
  private static final List<Path> SNIPPETS =
      List.of(
          MODULE.resolve("src/test/java/ai/lixpi/nats/docs"),
          ROOT.resolve("auth-callout/src/test/java/ai/lixpi/nats/authcallout/docs"));
  private static final Pattern BLOCK = Pattern.compile("(?s)```java\\R(.*?)```");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");
  private static final Pattern REGION =
      Pattern.compile("(?s)// snippet: [\\w-]+\\R(.*?)\\R\\s*// end\\b");

  @Test
  void everyJavaBlockInTheDocumentsIsARegionOfATestSource() throws IOException {
    Set<String> regions = regions();
    List<String> strangers = new ArrayList<>();
    for (Path document : documents()) {
      Matcher block = BLOCK.matcher(Files.readString(document));
      while (block.find()) {
        if (!regions.contains(normalised(block.group(1)))) {
          strangers.add(ROOT.relativize(document) + ":\n" + block.group(1));
        }
      }
    }
    assertThat(strangers).isEmpty();
  }

  @Test
  void everyRegionStandsInADocument() throws IOException {
    Set<String> blocks = new TreeSet<>();
    for (Path document : documents()) {
      BLOCK
          .matcher(Files.readString(document))
          .results()
          .forEach(block -> blocks.add(normalised(block.group(1))));
    }
    assertThat(regions()).isNotEmpty().isSubsetOf(blocks);
  }

  @Test
  void everyRelativeLinkLeadsToAFile() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path document : documents()) {
      Matcher link = LINK.matcher(Files.readString(document));
      while (link.find()) {
        if (!Files.exists(document.resolveSibling(link.group(1)))) {
          broken.add(ROOT.relativize(document) + ": " + link.group(1));
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  private static Set<String> regions() throws IOException {
    Set<String> regions = new TreeSet<>();
    for (Path sources : SNIPPETS) {
      for (Path source : files(sources, ".java")) {
        REGION
            .matcher(Files.readString(source))
            .results()
            .forEach(region -> regions.add(normalised(region.group(1))));
      }
    }
    return regions;
  }

  private static List<Path> documents() throws IOException {
    return Stream.concat(files(ROOT, ".md").stream(), files(ROOT.resolve("docs"), ".md").stream())
        .collect(Collectors.toList());
  }

  private static List<Path> files(Path folder, String suffix) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    }
  }

  private static String normalised(String code) {
    return code.strip().replaceAll("\\s+", " ");
  }
}
