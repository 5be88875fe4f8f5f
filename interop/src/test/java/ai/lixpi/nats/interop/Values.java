package ai.lixpi.nats.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns the notations of a scenario into values: <code>${name}</code>, {@code $text} and so on. */
final class Values {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)((?:/\\w+)*)}");

  private final Map<String, JsonNode> variables;
  private final Path folder;

  Values(Map<String, JsonNode> variables, Path folder) {
    this.variables = variables;
    this.folder = folder;
  }

  JsonNode of(JsonNode node) {
    if (node.isTextual()) {
      return text(node.textValue());
    }
    if (node.isArray()) {
      ArrayNode array = Json.NODES.arrayNode();
      node.forEach(element -> array.add(of(element)));
      return array;
    }
    if (!node.isObject()) {
      return node;
    }
    if (node.size() == 1 && node.fieldNames().next().startsWith("$")) {
      Map.Entry<String, JsonNode> notation = node.properties().iterator().next();
      return notation(notation.getKey(), of(notation.getValue()));
    }
    ObjectNode object = Json.object();
    node.properties().forEach(member -> object.set(member.getKey(), of(member.getValue())));
    return object;
  }

  private JsonNode text(String text) {
    Matcher whole = VARIABLE.matcher(text);
    if (whole.matches()) {
      return variable(whole);
    }
    return Json.NODES.textNode(
        VARIABLE.matcher(text).replaceAll(v -> Matcher.quoteReplacement(variable(v).asText())));
  }

  private JsonNode variable(MatchResult found) {
    String name = found.group(1);
    JsonNode value = variables.get(name);
    if (value == null) {
      throw new IllegalArgumentException("There is no variable '%s'.".formatted(name));
    }
    return value.at(found.group(2));
  }

  private JsonNode notation(String name, JsonNode value) {
    return switch (name) {
      case "$text" -> base64(value.asText().getBytes(UTF_8));
      case "$hex" -> base64(HexFormat.of().parseHex(value.asText()));
      case "$random" -> base64(random(value.get(0).asInt(), value.get(1).asLong()));
      case "$repeat" -> Json.NODES.textNode(value.get(0).asText().repeat(value.get(1).asInt()));
      case "$join" -> {
        StringBuilder joined = new StringBuilder();
        value.forEach(part -> joined.append(part.asText()));
        yield Json.NODES.textNode(joined.toString());
      }
      case "$digest" ->
          Json.NODES.textNode(JavaObjects.digest(Base64.getDecoder().decode(value.asText())));
      case "$vectors" -> vectors(value.asText());
      case "$file" -> file(Base64.getDecoder().decode(value.asText()));
      case "$newFile" -> Json.NODES.textNode(folder.resolve(value.asText()).toString());
      case "$oneOf" -> Json.object().set("$oneOf", value);
      default -> throw new IllegalArgumentException("There is no notation '%s'.".formatted(name));
    };
  }

  private static JsonNode base64(byte[] bytes) {
    return Json.NODES.textNode(Json.base64(bytes));
  }

  private static byte[] random(int size, long seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static JsonNode vectors(String file) {
    try {
      return Json.read(Files.readString(Project.FOLDER.resolve(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonNode file(byte[] bytes) {
    try {
      return Json.NODES.textNode(
          Files.write(Files.createTempFile(folder, "data", ""), bytes).toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
