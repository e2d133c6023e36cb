package org.pushrelay.protocol;

import java.util.ArrayList;
import java.util.List;
import org.pushrelay.message.Delivery;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.ResponseStream;

/** Messages as chunks: one message is one chunk (RFC 9112, 7.1), and an empty one is left out. */
final class ChunkedFormat implements StreamFormat {
  private final PushResponse head;

  ChunkedFormat(String contentType) {
    this.head = PushResponse.of(200, headers(contentType).toArray(new Header[0]));
  }

  static List<Header> headers(String contentType) {
    List<Header> headers = new ArrayList<>();
    if (!contentType.isEmpty()) {
      headers.add(new Header("Content-Type", contentType));
    }
    headers.add(new Header("Cache-Control", "no-cache"));
    headers.add(Responses.UNBUFFERED);
    headers.add(Responses.NO_SNIFFING);
    return headers;
  }

  @Override
  public SubscriberKind kind() {
    return SubscriberKind.CHUNKED;
  }

  @Override
  public PushResponse head() {
    return head;
  }

  @Override
  public void message(Delivery delivery, ResponseStream out) {
    out.write(delivery.message().body());
  }
}
