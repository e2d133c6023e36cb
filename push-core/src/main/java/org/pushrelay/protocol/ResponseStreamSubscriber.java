package org.pushrelay.protocol;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.pushrelay.message.Delivery;
import org.pushrelay.protocol.WireProfile.Trait;
import org.pushrelay.subscriber.EndReason;
import org.pushrelay.subscriber.Loop;
import org.pushrelay.subscriber.StreamSubscriber;
import org.pushrelay.subscriber.StreamSubscription;
import org.pushrelay.time.Cancellable;
import org.pushrelay.time.Timers;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.ResponseStream;
import org.pushrelay.transport.StreamListener;

/**
 * One request that is answered with one message after the other, in the format of its kind.
 *
 * <pre>
 *   asked --- admitted --> streaming --- end ----------> ended
 *         \-- refused ---> answered  \-- client gone --> dropped
 * </pre>
 *
 * The head goes out when the channel has let the subscriber in: a refusal is a response like any
 * other.
 */
final class ResponseStreamSubscriber implements StreamSubscriber, StreamListener {
  /** How long a client may take to close when it has read why the stream ends. */
  static final long LAST_WORDS_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Exchange exchange;
  private final StreamFormat format;
  private final Responses responses;
  private final WireProfile profile;
  private final List<Header> cors;
  private final Timers timers;
  private volatile @Nullable StreamSubscription subscription;
  private @Nullable ResponseStream stream;

  ResponseStreamSubscriber(
      Exchange exchange,
      StreamFormat format,
      Responses responses,
      WireProfile profile,
      List<Header> cors,
      Timers timers) {
    this.exchange = exchange;
    this.format = format;
    this.responses = responses;
    this.profile = profile;
    this.cors = cors;
    this.timers = timers;
  }

  @Override
  public void onBegin(StreamSubscription begun) {
    subscription = begun;
  }

  private ResponseStream stream() {
    ResponseStream present = stream;
    if (present == null) {
      present = exchange.stream(format.head().with(cors), this);
      stream = present;
    }
    return present;
  }

  @Override
  public boolean onMessage(Delivery delivery) {
    ResponseStream out = stream();
    if (profile.has(Trait.GAP_IN_STREAMS)) {
      delivery.gapAfter().ifPresent(after -> format.gap(after, out));
    }
    format.message(delivery, out);
    return out.isWritable();
  }

  @Override
  public void onPause() {
    stream().flush();
  }

  @Override
  public void onHeartbeat() {
    ResponseStream out = stream();
    format.heartbeat(out);
    out.flush();
  }

  @Override
  public void onEnd(EndReason reason) {
    if (stream == null) {
      exchange.respond(responses.end(reason).with(cors));
      return;
    }
    format.end(reason, stream);
    if (reason != EndReason.DRAINING && leavesTheEndToTheClient()) {
      ResponseStream ending = stream;
      ending.flush();
      Cancellable unused = timers.schedule(LAST_WORDS_NANOS, () -> loop().execute(1, ending::end));
    } else {
      stream.end();
    }
  }

  /**
   * Whether the client closes when it reads why the stream ends. Nchan's client library takes the
   * end of a chunked response that it reads along with the reason for a second failure.
   */
  private boolean leavesTheEndToTheClient() {
    return format.writesEndReason()
        && profile.has(Trait.NCHAN_WORDS)
        && !profile.has(Trait.UNFRAMED_STREAMS);
  }

  @Override
  public String kind() {
    return format.kind().label();
  }

  @Override
  public String address() {
    return exchange.request().remoteAddress();
  }

  @Override
  public Loop loop() {
    return exchange.loop();
  }

  @Override
  public void onWritable() {
    StreamSubscription present = subscription;
    if (present != null) {
      present.resume();
    }
  }

  @Override
  public void onClosed() {
    StreamSubscription present = subscription;
    if (present != null) {
      present.cancel();
    }
  }
}
