package ai.lixpi.nats.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nats.client.api.ObjectInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LinkTest extends StoreTest {
  private static final byte[] DATA = RealBucket.bytes(3 * CHUNK, 1);

  private ObjectBucket other;

  @BeforeEach
  void createOther() {
    nats.deleteObjectStore("other");
    other = nats.createObjectStore("other");
  }

  @AfterEach
  void deleteOther() {
    real.nats.deleteObjectStore("other");
  }

  @Test
  void aLinkToAnObjectIsFollowedByTheOfficialClient() throws Exception {
    bucket.put("target", DATA);

    ObjectVersion link = bucket.linkObject("link", NAME, "target");

    assertThat(link.info().isLink()).isTrue();
    assertThat(real.read("link")).isEqualTo(DATA);
  }

  @Test
  void aLinkIntoAnotherBucketIsFollowedByTheOfficialClient() throws Exception {
    other.put("target", DATA);

    bucket.linkObject("link", "other", "target");

    assertThat(real.read("link")).isEqualTo(DATA);
  }

  @Test
  void aLinkToABucketNamesItAndNoObject() throws Exception {
    bucket.linkBucket("link", "other");

    ObjectInfo info = real.info("link");
    assertThat(info.getLink().getBucket()).isEqualTo("other");
    assertThat(info.getLink().getObjectName()).isNull();
  }

  // O18
  @Test
  void aLinkToItselfIsRefused() {
    bucket.put("target", DATA);
    bucket.linkObject("link", NAME, "target");

    assertThatThrownBy(() -> bucket.linkObject("link", NAME, "link"))
        .isInstanceOf(LinkLoopException.class)
        .hasMessageContaining("'link'");

    assertThat(bucket.info("link").orElseThrow().info().getLink().getObjectName())
        .isEqualTo("target");
  }

  // O18
  @Test
  void aLinkThatWouldCloseACircleOverTwoBucketsIsRefused() {
    bucket.put("target", DATA);
    bucket.linkObject("one", NAME, "target");
    other.linkObject("two", NAME, "one");

    assertThatThrownBy(() -> bucket.linkObject("one", "other", "two"))
        .isInstanceOf(LinkLoopException.class);
  }

  // O18
  @Test
  void aLinkBehindEightOthersIsRefused() {
    bucket.put("0", DATA);
    for (int i = 1; i <= 8; i++) {
      bucket.linkObject(Integer.toString(i), NAME, Integer.toString(i - 1));
    }

    assertThatThrownBy(() -> bucket.linkObject("9", NAME, "8"))
        .isInstanceOf(LinkLoopException.class);
  }

  // O18
  @Test
  void aLinkToNothingIsRefused() {
    bucket.put("gone", DATA);
    bucket.delete("gone");

    assertThatThrownBy(() -> bucket.linkObject("link", NAME, "none"))
        .isInstanceOf(ObjectNotFoundException.class);
    assertThatThrownBy(() -> bucket.linkObject("link", NAME, "gone"))
        .isInstanceOf(ObjectNotFoundException.class);
    assertThatThrownBy(() -> bucket.linkObject("link", "missing", "a"))
        .isInstanceOf(BucketNotFoundException.class)
        .hasMessageContaining("'missing'");
    assertThat(bucket.info("link")).isEmpty();
  }

  @Test
  void aLinkReplacesALinkAndNoObject() throws Exception {
    bucket.put("target", DATA);
    bucket.put("second", new byte[] {1});
    bucket.linkObject("link", NAME, "target");

    bucket.linkObject("link", NAME, "second");

    assertThat(real.read("link")).containsExactly(1);
    assertThatThrownBy(() -> bucket.linkObject("target", NAME, "second"))
        .isInstanceOf(ObjectConflictException.class);
    assertThat(real.read("target")).isEqualTo(DATA);
  }

  @Test
  void deletingOrOverwritingALinkLeavesItsTarget() throws Exception {
    bucket.put("target", DATA);
    bucket.linkObject("link", NAME, "target");
    bucket.linkObject("second", NAME, "target");

    bucket.delete("link");
    bucket.put("second", new byte[] {1});

    assertThat(real.read("target")).isEqualTo(DATA);
    assertThat(real.read("second")).containsExactly(1);
    assertThat(bucket.info("link")).isEmpty();
  }
}
