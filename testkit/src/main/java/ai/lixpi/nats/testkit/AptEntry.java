package ai.lixpi.nats.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One entry of an apt source list, from a deb822 file ({@code *.sources}) or from a classic one
 * ({@code *.list}). Options keep their deb822 names, lower case.
 */
record AptEntry(
    List<String> uris, List<String> suites, List<String> components, Map<String, String> options) {
  private static final Map<String, String> CLASSIC_OPTIONS =
      Map.of("arch", "architectures", "signed-by", "signed-by", "trusted", "trusted");

  /** All enabled binary entries below a folder like {@code /etc/apt}. */
  static List<AptEntry> readAll(Path etcApt) throws IOException {
    List<AptEntry> entries = new ArrayList<>();
    for (Path file : sourceFiles(etcApt)) {
      String text = Files.readString(file);
      entries.addAll(file.toString().endsWith(".sources") ? deb822(text) : classic(text));
    }
    return entries;
  }

  private static List<Path> sourceFiles(Path etcApt) throws IOException {
    List<Path> files = new ArrayList<>();
    if (Files.isRegularFile(etcApt.resolve("sources.list"))) {
      files.add(etcApt.resolve("sources.list"));
    }
    Path parts = etcApt.resolve("sources.list.d");
    if (Files.isDirectory(parts)) {
      try (Stream<Path> inParts = Files.list(parts)) {
        inParts
            .filter(file -> file.toString().matches(".*\\.(sources|list)"))
            .sorted()
            .forEach(files::add);
      }
    }
    return files;
  }

  static List<AptEntry> deb822(String text) {
    List<AptEntry> entries = new ArrayList<>();
    for (String stanza : text.split("\\R[ \\t]*\\R", -1)) {
      Map<String, String> fields = fields(stanza);
      String types = fields.getOrDefault("types", "");
      boolean enabled = !fields.getOrDefault("enabled", "yes").equalsIgnoreCase("no");
      if (words(types).contains("deb") && enabled) {
        Map<String, String> options = new LinkedHashMap<>(fields);
        options.keySet().retainAll(CLASSIC_OPTIONS.values());
        entries.add(
            new AptEntry(
                words(fields.getOrDefault("uris", "")),
                words(fields.getOrDefault("suites", "")),
                words(fields.getOrDefault("components", "")),
                options));
      }
    }
    return entries;
  }

  private static Map<String, String> fields(String stanza) {
    Map<String, String> fields = new LinkedHashMap<>();
    String name = "";
    for (String line : stanza.lines().filter(line -> !line.startsWith("#")).toList()) {
      if (line.startsWith(" ") || line.startsWith("\t")) {
        // A continuation, as of a key that is written into the entry itself.
        fields.merge(name, line, (before, more) -> before + "\n" + more);
      } else if (line.indexOf(':') > 0) {
        name = line.substring(0, line.indexOf(':')).strip().toLowerCase(Locale.ROOT);
        fields.put(name, line.substring(line.indexOf(':') + 1).strip());
      }
    }
    return fields;
  }

  static List<AptEntry> classic(String text) {
    List<AptEntry> entries = new ArrayList<>();
    for (String line : text.lines().map(String::strip).toList()) {
      if (line.startsWith("deb ") || line.startsWith("deb\t")) {
        Map<String, String> options = new LinkedHashMap<>();
        String rest = line.substring(4).replaceAll("#.*", "").strip();
        if (rest.startsWith("[") && rest.indexOf(']') > 0) {
          options.putAll(classicOptions(rest.substring(1, rest.indexOf(']'))));
          rest = rest.substring(rest.indexOf(']') + 1);
        }
        List<String> words = words(rest);
        if (words.size() >= 3) {
          entries.add(
              new AptEntry(
                  words.subList(0, 1),
                  words.subList(1, 2),
                  words.subList(2, words.size()),
                  options));
        }
      }
    }
    return entries;
  }

  private static Map<String, String> classicOptions(String text) {
    return words(text).stream()
        .map(word -> word.split("=", 2))
        .filter(pair -> pair.length == 2 && CLASSIC_OPTIONS.containsKey(pair[0]))
        .collect(
            Collectors.toMap(
                pair -> CLASSIC_OPTIONS.getOrDefault(pair[0], pair[0]),
                pair -> pair[1].replace(',', ' '),
                (first, second) -> second));
  }

  /** The entry of the distribution's own main archive: not a third party's, not security's. */
  static Optional<AptEntry> main(List<AptEntry> entries, String codename) {
    return entries.stream()
        .filter(entry -> entry.suites.contains(codename) && entry.components.contains("main"))
        .filter(entry -> entry.uris.stream().noneMatch(uri -> uri.contains("security")))
        .findFirst();
  }

  /** This entry as a deb822 stanza for another suite. */
  String toDeb822(String suite, String wantedComponents) {
    StringBuilder stanza = new StringBuilder("Types: deb\n");
    stanza.append("URIs: ").append(String.join(" ", uris)).append('\n');
    stanza.append("Suites: ").append(suite).append('\n');
    stanza.append("Components: ").append(wantedComponents).append('\n');
    options.forEach((name, value) -> stanza.append(name).append(": ").append(value).append('\n'));
    return stanza.toString();
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.strip().split("\\s+", -1)).filter(word -> !word.isEmpty()).toList();
  }
}
