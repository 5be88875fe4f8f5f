package ai.lixpi.nats.benchmarks.json;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.BufferRecycler;
import tools.jackson.core.util.JsonRecyclerPools;
import tools.jackson.core.util.RecyclerPool;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/** What is compared; the first is the baseline. */
public enum JsonVariant {
  /** Its default pool is bound to the thread. */
  J2(() -> new Jackson2Codec(com.fasterxml.jackson.core.util.JsonRecyclerPools.defaultPool())),
  J2_DEQUE(
      () ->
          new Jackson2Codec(
              com.fasterxml.jackson.core.util.JsonRecyclerPools.newConcurrentDequePool())),
  OURS(LibraryCodec::new),
  J3(() -> new Jackson3Codec(JsonMapper.builder())),
  J3_AS_2(() -> new Jackson3Codec(JsonMapper.builderWithJackson2Defaults())),
  J3_UNSORTED(() -> new Jackson3Codec(unsorted(JsonMapper.builder()))),
  J3_TRAILING(() -> new Jackson3Codec(trailing(JsonMapper.builder()))),
  J3_INTERN(
      () ->
          new Jackson3Codec(
              JsonMapper.builder(
                  JsonFactory.builder()
                      .enable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
                      .build()))),
  J3_THREAD_LOCAL(
      () -> new Jackson3Codec(JsonMapper.builder(with(JsonRecyclerPools.threadLocalPool())))),
  J3_BOUNDED(
      () -> new Jackson3Codec(JsonMapper.builder(with(JsonRecyclerPools.newBoundedPool(64))))),
  J3_NO_POOL(
      () -> new Jackson3Codec(JsonMapper.builder(with(JsonRecyclerPools.nonRecyclingPool())))),
  J3_SLOTS(() -> new Jackson3Codec(JsonMapper.builder(with(new SlotPool())))),
  J3_SLOTS_TUNED(
      () -> new Jackson3Codec(unsorted(trailing(JsonMapper.builder(with(new SlotPool())))))),
  J3_REUSED_OUTPUT(() -> new Jackson3ReusedOutputCodec(JsonMapper.builder())),
  J3_SLOTS_REUSED_OUTPUT(
      () -> new Jackson3ReusedOutputCodec(JsonMapper.builder(with(new SlotPool()))));

  @SuppressWarnings("ImmutableEnumChecker") // Constructor references only.
  private final Supplier<JsonCodec> codec;

  JsonVariant(Supplier<JsonCodec> codec) {
    this.codec = codec;
  }

  /** Those named in {@code -Djson.variants=J2,J3}, else all. */
  public static List<JsonVariant> chosen() {
    String names = System.getProperty("json.variants");
    return names == null
        ? List.of(values())
        : Arrays.stream(names.split(",", -1)).map(JsonVariant::valueOf).toList();
  }

  JsonCodec codec() {
    return codec.get();
  }

  private static JsonFactory with(RecyclerPool<BufferRecycler> pool) {
    return JsonFactory.builder().recyclerPool(pool).build();
  }

  private static JsonMapper.Builder unsorted(JsonMapper.Builder mapper) {
    return mapper.disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY);
  }

  private static JsonMapper.Builder trailing(JsonMapper.Builder mapper) {
    return mapper.disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  }
}
