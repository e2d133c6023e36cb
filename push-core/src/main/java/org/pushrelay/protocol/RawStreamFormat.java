package org.pushrelay.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.pushrelay.message.Delivery;
import org.pushrelay.message.MessageBody;
import org.pushrelay.protocol.WireProfile.Trait;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.ResponseStream;

/**
 * Messages one behind the other, and a separator behind each. Nothing keeps a body from having the
 * separator in it: publishers and subscribers have to agree.
 */
final class RawStreamFormat implements StreamFormat {
  private final PushResponse head;
  private final byte[] separator;
  private final LastRendered messages = new LastRendered(this::separated);

  RawStreamFormat(String contentType, String separator, WireProfile profile) {
    PushResponse open =
        PushResponse.of(200, ChunkedFormat.headers(contentType).toArray(new Header[0]));
    this.head = profile.has(Trait.UNFRAMED_STREAMS) ? open.closing() : open;
    this.separator = separator.getBytes(UTF_8);
  }

  @Override
  public SubscriberKind kind() {
    return SubscriberKind.RAW_STREAM;
  }

  @Override
  public PushResponse head() {
    return head;
  }

  @Override
  public void message(Delivery delivery, ResponseStream out) {
    out.write(messages.of(delivery));
  }

  private MessageBody separated(Delivery delivery) {
    MessageBody body = delivery.message().body();
    byte[] bytes = new byte[body.size() + separator.length];
    body.asByteBuffer().get(bytes, 0, body.size());
    System.arraycopy(separator, 0, bytes, body.size(), separator.length);
    return MessageBody.wrap(bytes);
  }
}
