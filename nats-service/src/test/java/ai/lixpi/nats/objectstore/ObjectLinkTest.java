package ai.lixpi.nats.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** O18: links. */
@NatsTest(jetStream = true)
class ObjectLinkTest {
  private final NatsServer server;
  private final Bucket here;

  ObjectLinkTest(NatsServer server) throws Exception {
    this.server = server;
    here = new Bucket(server);
  }

  @AfterEach
  void close() {
    here.close();
  }

  private void link(String name, String bucket, String target) throws Exception {
    here.putRecord(
        Names.meta(here.name, name),
        "{\"name\":\"%s\",\"bucket\":\"%s\",\"options\":{\"link\":{\"bucket\":\"%s\"%s}}}"
            .formatted(
                name, here.name, bucket, target.isEmpty() ? "" : ",\"name\":\"" + target + "\""));
  }

  // O18
  @ParameterizedTest
  @EnumSource
  void aLinkIsFollowedIntoItsOwnAndIntoAnotherBucket(Way way, @TempDir Path folder)
      throws Exception {
    byte[] data = Bucket.random(300_000, 18);
    try (Bucket there = new Bucket(server)) {
      there.put("target", data);
      here.put("near", new byte[] {1, 2, 3});
      link("far", there.name, "target");
      link("to-near", here.name, "near");
      link("chain", here.name, "far");

      assertThat(way.read(here.bucket, "far", folder)).isEqualTo(data);
      assertThat(way.read(here.bucket, "chain", folder)).isEqualTo(data);
      assertThat(way.read(here.bucket, "to-near", folder)).containsExactly(1, 2, 3);
    }
  }

  // O18
  @Test
  void aLinkToItselfAndACycleAreLoops() throws Exception {
    link("self", here.name, "self");
    link("a", here.name, "b");
    link("b", here.name, "a");

    for (String name : new String[] {"self", "a", "b"}) {
      assertThatThrownBy(() -> here.bucket.get(name))
          .isInstanceOf(LinkLoopException.class)
          .hasMessageContaining("'" + name + "'");
    }
  }

  // O18
  @Test
  void eightLinksInARowAreFollowedAndNineAreNot() throws Exception {
    here.put("l0", new byte[] {7});
    for (int i = 1; i <= 9; i++) {
      link("l" + i, here.name, "l" + (i - 1));
    }
    assertThat(here.bucket.get("l8")).hasValue(new byte[] {7});
    assertThatThrownBy(() -> here.bucket.get("l9")).isInstanceOf(LinkLoopException.class);
  }

  // O18
  @Test
  void aLinkToWhatIsGoneSaysWhatIsNotThere() throws Exception {
    here.put("deleted", new byte[1]);
    here.store.delete("deleted");
    link("to-deleted", here.name, "deleted");
    link("to-nothing", here.name, "nothing");
    link("to-missing-bucket", "missing", "o");

    for (String name : new String[] {"to-deleted", "to-nothing", "to-missing-bucket"}) {
      assertThatThrownBy(() -> here.bucket.get(name))
          .isInstanceOf(ObjectNotFoundException.class)
          .hasMessageContaining(
              name.equals("to-missing-bucket") ? "'missing'" : "'" + name.substring(3) + "'");
    }
  }

  // O18
  @Test
  void aLinkToABucketHasNoBytesAndALinkWithABadBucketNameIsRefused() throws Exception {
    link("bucket", "elsewhere", "");
    link("bad", "a b.>", "o");

    assertThatThrownBy(() -> here.bucket.get("bucket"))
        .isInstanceOf(ObjectStoreException.class)
        .hasMessageContaining("whole bucket 'elsewhere'");
    assertThatThrownBy(() -> here.bucket.get("bad")).isInstanceOf(ObjectIntegrityException.class);
    assertThat(here.bucket.list())
        .extracting(info -> info.getObjectName())
        .containsExactly("bucket");
  }
}
