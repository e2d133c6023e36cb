package org.pushrelay.server.http;

import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.BodyListener;

/** A request's body that is there already. */
record ReceivedBody(MessageBody bytes) {
  /** None. */
  static final ReceivedBody NONE = new ReceivedBody(MessageBody.empty());

  /** {@link org.pushrelay.transport.Exchange#readBody}. */
  void read(long maxBytes, BodyListener listener) {
    if (bytes.size() > maxBytes) {
      listener.onTooLarge();
    } else {
      listener.onBody(bytes);
    }
  }
}
