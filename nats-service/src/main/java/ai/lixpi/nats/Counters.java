package ai.lixpi.nats;

import java.util.concurrent.atomic.LongAdder;

/** What the parts of one service count. */
final class Counters {
  final LongAdder published = new LongAdder();
  final LongAdder requests = new LongAdder();
  final LongAdder lateReplies = new LongAdder();
  final LongAdder dropped = new LongAdder();
  final LongAdder undecodable = new LongAdder();
  final LongAdder handlerFailures = new LongAdder();
  final LongAdder lost = new LongAdder();
  final LongAdder unreported = new LongAdder();
}
