package org.pushrelay.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.common.base.Ascii;
import com.google.common.base.Utf8;
import java.util.Optional;
import java.util.function.Function;
import org.pushrelay.message.Delivery;
import org.pushrelay.message.Message;
import org.pushrelay.message.MessageBody;
import org.pushrelay.protocol.WireProfile.Trait;
import org.pushrelay.websocket.Deflate;
import org.pushrelay.websocket.DeflateTerms;
import org.pushrelay.websocket.Frames;
import org.pushrelay.websocket.Handshake;
import org.pushrelay.websocket.Opcode;

/**
 * Messages as frames: text, or binary where a message says that it is that, or is no UTF-8. Each is
 * rendered once in each form, and shared.
 *
 * <p>A message that carries a compressed copy of its body, which its publisher's endpoint made,
 * goes out with that copy to each client that agreed to decompress, however long it is. Others are
 * compressed here, where this endpoint is told to, and where it is worth it.
 */
final class WebSocketFrames {
  /** What a message is that is no text. */
  static final String BYTES = "application/octet-stream";

  private static final byte[] NOTHING = {};

  /** How hard a message is compressed once more for a client with a small window. */
  private static final int NARROW_LEVEL = 6;

  private final WebSocketConfig config;
  private final boolean compresses;
  private final boolean tellsGaps;
  private final boolean tellsPages;
  private final Forms bare = new Forms(delivery -> NOTHING);
  private final Forms withMeta = new Forms(delivery -> meta(delivery, ""));

  WebSocketFrames(WebSocketConfig config, WireProfile profile) {
    this.config = config;
    this.compresses = config.deflates() && !profile.has(Trait.PUBLISHER_DEFLATES);
    this.tellsGaps = profile.has(Trait.GAP_IN_STREAMS);
    // Nchan's client for browsers takes a line that it does not know for a broken message
    this.tellsPages = !profile.has(Trait.QUIET_GAPS);
  }

  /** The frame of a message, in the form that was agreed upon. */
  MessageBody of(Delivery delivery, Handshake.Accepted agreed) {
    if (delivery.gapAfter().isPresent() && reportsGap(agreed)) {
      String gap = "push-gap: " + delivery.gapAfter().get() + "\n";
      // for this client only
      return new Forms(missed -> meta(missed, gap)).of(delivery, agreed.deflate());
    }
    return (agreed.meta() ? withMeta : bare).of(delivery, agreed.deflate());
  }

  private boolean reportsGap(Handshake.Accepted agreed) {
    return agreed.meta() && tellsGaps && (tellsPages || !agreed.fromPage());
  }

  /** A message plain and compressed, with the same head in front of the body. */
  private final class Forms {
    private final Function<Delivery, byte[]> head;
    private final LastRendered plain = new LastRendered(this::plain);
    private final LastRendered deflated = new LastRendered(this::deflated);
    private final LastRendered copied = new LastRendered(this::copied);
    private final LastRendered narrow = new LastRendered(this::narrow);

    Forms(Function<Delivery, byte[]> head) {
      this.head = head;
    }

    MessageBody of(Delivery delivery, Optional<DeflateTerms> deflate) {
      return deflate.isPresent() ? of(delivery, deflate.get()) : plain.of(delivery);
    }

    private MessageBody of(Delivery delivery, DeflateTerms terms) {
      if (delivery.message().deflated().isPresent()) {
        if (terms.allow(delivery.message().body().size())) {
          return copied.of(delivery);
        }
        return (terms.allowNarrow() ? narrow : plain).of(delivery);
      }
      MessageBody frame = plain.of(delivery);
      int size = Frames.payloadSize(frame);
      boolean worthIt = compresses && size >= config.deflateFrom() && terms.allow(size);
      return worthIt ? deflated.of(delivery) : frame;
    }

    private MessageBody plain(Delivery delivery) {
      MessageBody payload = payload(delivery);
      return Frames.of(opcode(delivery.message(), payload), payload);
    }

    private MessageBody deflated(Delivery delivery) {
      MessageBody payload = payload(delivery);
      byte[] fewer = Deflate.deflate(payload, config.deflateLevel());
      Opcode opcode = opcode(delivery.message(), payload);
      return fewer.length < payload.size()
          ? Frames.deflated(opcode, MessageBody.wrap(fewer))
          : Frames.of(opcode, payload);
    }

    private MessageBody copied(Delivery delivery) {
      return behindHead(delivery, delivery.message().deflated().orElseThrow());
    }

    private MessageBody narrow(Delivery delivery) {
      byte[] bytes = Deflate.deflateNarrow(delivery.message().body(), NARROW_LEVEL);
      return behindHead(delivery, MessageBody.wrap(bytes));
    }

    /** The head is not compressed, so that the compressed body can be the same for all. */
    private MessageBody behindHead(Delivery delivery, MessageBody compressed) {
      Opcode opcode = opcode(delivery.message(), payload(delivery));
      byte[] front = Deflate.stored(head.apply(delivery));
      return Frames.deflated(opcode, joined(front, compressed));
    }

    private MessageBody payload(Delivery delivery) {
      return joined(head.apply(delivery), delivery.message().body());
    }
  }

  /** What {@link Handshake#META} says in front of the body. */
  private static byte[] meta(Delivery delivery, String gap) {
    Message message = delivery.message();
    String type = message.contentType().map(value -> "content-type: " + value + "\n").orElse("");
    // a header's value came as ISO 8859-1: so goes what it is made of
    return ("id: " + delivery.resumePoint() + "\n" + gap + type + "\n").getBytes(ISO_8859_1);
  }

  private static MessageBody joined(byte[] front, MessageBody rest) {
    if (front.length == 0) {
      return rest;
    }
    byte[] bytes = new byte[front.length + rest.size()];
    System.arraycopy(front, 0, bytes, 0, front.length);
    rest.asByteBuffer().get(bytes, front.length, rest.size());
    return MessageBody.wrap(bytes);
  }

  private static Opcode opcode(Message message, MessageBody payload) {
    boolean text =
        !message.contentType().map(WebSocketFrames::isBytes).orElse(false)
            && Utf8.isWellFormed(payload.toByteArray());
    return text ? Opcode.TEXT : Opcode.BINARY;
  }

  private static boolean isBytes(String contentType) {
    int semicolon = contentType.indexOf(';');
    String mediaType = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
    return Ascii.equalsIgnoreCase(mediaType.trim(), BYTES);
  }
}
