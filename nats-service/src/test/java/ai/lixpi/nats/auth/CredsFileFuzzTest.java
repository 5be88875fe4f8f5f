package ai.lixpi.nats.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import ai.lixpi.nats.InvalidCredentialsException;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;

/**
 * Whatever a creds file holds, it gives credentials or is refused with a sentence that has nothing
 * of a seed. The inputs beside it are replayed by each build; {@code JAZZER_FUZZ=1} looks for new
 * ones.
 */
@Tag("fuzz")
class CredsFileFuzzTest {
  private static final Path FILE = Path.of("user.creds");
  private static final int LONGEST_SENTENCE = 400;

  /** The longest run of letters and digits that the sentences themselves have, and some more. */
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9+/=_]{14,}");

  private static final Pattern KEY = Pattern.compile("[A-Z2-7]{6,}");

  @FuzzTest(maxDuration = "60s")
  void everyFileGivesCredentialsOrIsRefusedWithASentence(byte[] file) {
    CredsFile content;
    try {
      content = CredsFile.parse(FILE, ISO_8859_1.decode(ByteBuffer.wrap(file)));
    } catch (InvalidCredentialsException e) {
      judge(String.valueOf(e.getMessage()));
      return;
    }
    byte[] nonce = {7};
    if (!NKey.verify(content.key().publicKey(), nonce, content.key().sign(nonce))
        || content.expiresAt() == null) {
      throw new AssertionError("not the credentials of a user");
    }
    content.wipe();
  }

  private static void judge(String sentence) {
    Matcher word = WORD.matcher(sentence);
    Matcher key = KEY.matcher(sentence);
    if (sentence.length() > LONGEST_SENTENCE
        || !sentence.matches("[ -~]+")
        || !sentence.contains(FILE.toString())
        || word.find()
        || key.find()) {
      throw new AssertionError("not a sentence of ours: " + sentence);
    }
  }
}
