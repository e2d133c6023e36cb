package org.pushrelay.protocol;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.pushrelay.message.Delivery;
import org.pushrelay.message.Message;
import org.pushrelay.message.MessageBody;
import org.pushrelay.message.ResumePoint;

/**
 * Messages in one wire form. The one that was rendered last is remembered: in a broadcast it is
 * rendered once, and all subscribers share the bytes. Safe from any thread.
 */
final class LastRendered {
  private final Function<Delivery, MessageBody> renderer;
  private volatile @Nullable Rendered latest;

  LastRendered(Function<Delivery, MessageBody> renderer) {
    this.renderer = renderer;
  }

  private record Rendered(Message message, ResumePoint point, MessageBody bytes) {
    boolean fits(Delivery delivery) {
      return message == delivery.message() && point.equals(delivery.resumePoint());
    }
  }

  MessageBody of(Delivery delivery) {
    Rendered known = latest;
    if (known != null && known.fits(delivery)) {
      return known.bytes();
    }
    MessageBody bytes = renderer.apply(delivery);
    latest = new Rendered(delivery.message(), delivery.resumePoint(), bytes);
    return bytes;
  }
}
