package ai.lixpi.nats.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.lixpi.nats.testkit.NatsServer;
import ai.lixpi.nats.testkit.junit.NatsTest;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** O14: objects that are not what their records say. */
@NatsTest(jetStream = true)
class ReadIntegrityTest {
  private static final byte[] CHUNK = Bucket.random(1000, 14);

  private final Bucket here;

  ReadIntegrityTest(NatsServer server) throws Exception {
    here = new Bucket(server);
  }

  @AfterEach
  void close() {
    here.close();
  }

  /** What is wrong with an object of one or four chunks, and how the read says it. */
  private enum Damage {
    FIRST_CHUNK_MISSING("of its 4 chunks one") {
      @Override
      void put(Bucket bucket) throws Exception {
        Crafted object = four(bucket);
        object.record("o");
        bucket.management.deleteMessage(bucket.stream, object.sequences.get(0));
      }
    },
    MIDDLE_CHUNK_MISSING("of its 4 chunks one") {
      @Override
      void put(Bucket bucket) throws Exception {
        Crafted object = four(bucket);
        object.record("o");
        bucket.management.deleteMessage(bucket.stream, object.sequences.get(2));
      }
    },
    ONLY_CHUNK_MISSING("of its 1 chunks one") {
      @Override
      void put(Bucket bucket) throws Exception {
        Crafted object = new Crafted(bucket).chunk(CHUNK);
        object.record("o");
        bucket.management.deleteMessage(bucket.stream, object.sequences.get(0));
      }
    },
    EXTRA_CHUNK("more chunks than the 3") {
      @Override
      void put(Bucket bucket) throws Exception {
        Crafted object = four(bucket);
        object.record("o", 3L * CHUNK.length, 3, object.digest());
      }
    },
    EXTRA_CHUNK_BESIDE_THE_ONLY_ONE("bytes") {
      @Override
      void put(Bucket bucket) throws Exception {
        Crafted object = new Crafted(bucket).chunk(CHUNK);
        String digest = object.digest();
        object.chunk(new byte[CHUNK.length]);
        object.record("o", CHUNK.length, 1, digest);
      }
    },
    OTHER_BYTES("the digest of its bytes") {
      @Override
      void put(Bucket bucket) throws Exception {
        Crafted object = four(bucket);
        object.record("o", object.size(), 4, new Crafted(bucket).digest());
      }
    },
    OTHER_BYTES_IN_ONE_CHUNK("the digest of its bytes") {
      @Override
      void put(Bucket bucket) throws Exception {
        new Crafted(bucket).chunk(CHUNK).record("o", 1000, 1, new Crafted(bucket).digest());
      }
    },
    SMALLER_THAN_ITS_RECORD("4000 bytes instead of 4001") {
      @Override
      void put(Bucket bucket) throws Exception {
        Crafted object = four(bucket);
        object.record("o", 4001, 4, object.digest());
      }
    },
    LARGER_THAN_ITS_RECORD("4000 bytes instead of 3999") {
      @Override
      void put(Bucket bucket) throws Exception {
        Crafted object = four(bucket);
        object.record("o", 3999, 4, object.digest());
      }
    },
    BYTES_WITHOUT_CHUNKS("0 bytes instead of 10") {
      @Override
      void put(Bucket bucket) throws Exception {
        Crafted object = new Crafted(bucket);
        object.record("o", 10, 0, object.digest());
      }
    },
    UNKNOWN_DIGEST("unknown algorithm 'MD5'") {
      @Override
      void put(Bucket bucket) throws Exception {
        four(bucket).record("o", 4000, 4, "MD5=abcd");
      }
    },
    NO_DIGEST("no digest") {
      @Override
      void put(Bucket bucket) throws Exception {
        four(bucket).record("o", 4000, 4, "");
      }
    },
    MALFORMED_DIGEST("no Base64") {
      @Override
      void put(Bucket bucket) throws Exception {
        four(bucket).record("o", 4000, 4, "SHA-256=!!!");
      }
    },
    GARBAGE_AS_RECORD("can't be read") {
      @Override
      void put(Bucket bucket) throws Exception {
        bucket.putRecord(Names.meta(bucket.name, "o"), "garbage");
      }
    },
    CHUNKS_OF_EVERYBODY("can't be read") {
      @Override
      void put(Bucket bucket) throws Exception {
        bucket.putRecord(
            Names.meta(bucket.name, "o"),
            "{\"name\":\"o\",\"nuid\":\">\",\"size\":1,\"chunks\":1,\"digest\":\"SHA-256=\"}");
      }
    };

    final String text;

    Damage(String text) {
      this.text = text;
    }

    abstract void put(Bucket bucket) throws Exception;

    static Crafted four(Bucket bucket) throws Exception {
      return new Crafted(bucket).chunk(CHUNK).chunk(CHUNK).chunk(CHUNK).chunk(CHUNK);
    }
  }

  // O14
  @ParameterizedTest
  @EnumSource
  void aDamagedObjectIsNamedInEveryWayOfReadingAndNothingOfItStays(
      Damage damage, @TempDir Path folder) throws Exception {
    damage.put(here);

    for (Way way : Way.values()) {
      assertThatThrownBy(() -> way.read(here.bucket, "o", folder))
          .as(way.name())
          .isInstanceOf(ObjectIntegrityException.class)
          .hasMessageContaining(damage.text);
    }

    assertThat(Way.files(folder)).isEmpty();
    await().atMost(Duration.ofSeconds(15)).until(() -> here.consumers() == 0);
  }

  // O14: the bytes that go wrong are at the very end, so all others have been handed out
  @Test
  void theLastReadOfAStreamThrowsBeforeItsLastBytes() throws Exception {
    byte[] large = new byte[Bucket.CHUNK];
    Crafted object = new Crafted(here).chunk(large).chunk(large).chunk(large);
    object.record("o", object.size(), 3, new Crafted(here).digest());

    try (ObjectInputStream stream = here.bucket.openStream("o", GetOptions.DEFAULT).orElseThrow()) {
      assertThat(stream.readNBytes(2 * Bucket.CHUNK)).hasSize(2 * Bucket.CHUNK);
      assertThatThrownBy(stream::read)
          .isInstanceOf(java.io.IOException.class)
          .hasCauseInstanceOf(ObjectIntegrityException.class);
      assertThatThrownBy(stream::read) // not a clean end
          .isInstanceOf(java.io.IOException.class)
          .hasCauseInstanceOf(ObjectIntegrityException.class);
      await().atMost(Duration.ofSeconds(15)).until(() -> here.consumers() == 0);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDigestIsReadInEitherAlphabetWithOrWithoutPadding(Way way, @TempDir Path folder)
      throws Exception {
    byte[] data = digestWithBothSpecialDigits();
    Crafted object = new Crafted(here).chunk(data);
    String value = object.digest().substring("SHA-256=".length());
    String standard = value.replace('-', '+').replace('_', '/');
    for (String each : new String[] {value, standard, value.replace("=", "")}) {
      String digest = "SHA-256=" + each;
      object.record("o", data.length, 1, digest);
      assertThat(way.read(here.bucket, "o", folder)).isEqualTo(data);
    }
  }

  private byte[] digestWithBothSpecialDigits() throws Exception {
    for (int seed = 0; ; seed++) {
      byte[] data = Bucket.random(100, seed);
      byte[] digest = java.security.MessageDigest.getInstance("SHA-256").digest(data);
      String text = java.util.Base64.getUrlEncoder().encodeToString(digest);
      if (text.contains("-") && text.contains("_")) {
        return data;
      }
    }
  }
}
