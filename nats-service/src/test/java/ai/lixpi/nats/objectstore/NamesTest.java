package ai.lixpi.nats.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.lixpi.nats.Outcome;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of objects and the subjects that they become. */
class NamesTest {
  @ParameterizedTest
  @CsvSource({
    "a, $O.b.M.YQ==",
    "?, $O.b.M.Pw==",
    "~~~, $O.b.M.fn5-",
    "???, $O.b.M.Pz8_",
    "résumé>v2, $O.b.M.csOpc3Vtw6k-djI=",
    "😀.png, $O.b.M.8J-YgC5wbmc=",
    "../../x, $O.b.M.Li4vLi4veA==",
  })
  void aNameIsEncodedWithTheUrlSafeAlphabetAndPadding(String name, String subject) {
    assertThat(Names.meta("b", Names.requireObject("b", name))).isEqualTo(subject);
  }

  @Test
  @DisplayName("O23 a record may stand where an older Java client or nats.js has put it")
  void aRecordMayStandElsewhere() {
    assertThat(Names.otherMetas("b", "plain.txt")).isEmpty();
    assertThat(Names.otherMetas("b", "a~~~")).containsExactly("$O.b.M.YX5+fg==");
    assertThat(Names.otherMetas("b", "résumé>v2"))
        .containsExactly("$O.b.M.csOpc3Vtw6k+djI=", "$O.b.M.culzdW3pPnYy");
    assertThat(Names.otherMetas("b", "😀>")).containsExactly("$O.b.M.8J+YgD4=");
  }

  @ParameterizedTest
  @DisplayName("O17 a name that is empty or has a lone surrogate is refused")
  @NullAndEmptySource
  @ValueSource(strings = {"\ud800", "a\udc00b", "x\ud83d"})
  void aNameThatCanNotBeIsRefused(String name) {
    assertThatExceptionOfType(InvalidNameException.class)
        .isThrownBy(() -> Names.requireObject("b", name))
        .withMessageStartingWith("The object name ")
        .satisfies(e -> assertThat(e.outcome()).isEqualTo(Outcome.NOT_SENT))
        .satisfies(e -> assertThat(e.bucket()).isEqualTo("b"));
  }

  @ParameterizedTest
  @DisplayName("O17 a name that does not fit into a subject is refused")
  @CsvSource({"1, 3018", "20, 3003", "251, 2829"})
  void aNameThatIsTooLongIsRefused(int bucketLength, int longest) {
    String bucket = "b".repeat(bucketLength);

    String fits = Names.requireObject(bucket, "x".repeat(longest));

    assertThat(Names.isPublishable(Names.meta(bucket, fits))).isTrue();
    assertThatExceptionOfType(InvalidNameException.class)
        .isThrownBy(() -> Names.requireObject(bucket, fits + "x"))
        .withMessage(
            "The object name '"
                + "x".repeat(64)
                + "...' has "
                + (longest + 1)
                + " bytes in UTF-8, more than the "
                + longest
                + " that fit into a subject: shorten it.");
  }

  @Test
  void bytesCountNotCharacters() {
    String umlauts = "ü".repeat(1_509);

    assertThat(Names.requireObject("b", umlauts)).isEqualTo(umlauts);
    assertThatExceptionOfType(InvalidNameException.class)
        .isThrownBy(() -> Names.requireObject("b", umlauts + "ü"));
  }

  @Test
  void aTextShowsControlCharactersAsEscapes() {
    assertThat(Names.printable("a\u0000\r\n\ud800😀")).isEqualTo("a\\u0000\\u000d\\u000a\\ud800😀");
  }
}
