package org.pushrelay.testkit;

import java.util.List;
import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.StreamListener;

/** A response that goes on, without a network. Safe from any thread. */
public final class InMemoryStream extends InMemoryOutput {
  private final PushResponse head;

  InMemoryStream(PushResponse head, StreamListener listener) {
    super(listener);
    this.head = head;
    write(head.body());
    flush();
  }

  /** The head it began with. */
  public PushResponse head() {
    return head;
  }

  /** The pieces that were handed to the network. */
  public List<String> pieces() {
    return sent().stream().map(MessageBody::utf8).toList();
  }

  /** All that was handed to the network, as one text. */
  public String text() {
    return String.join("", pieces());
  }
}
