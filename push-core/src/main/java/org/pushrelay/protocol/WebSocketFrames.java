package org.pushrelay.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.common.base.Ascii;
import com.google.common.base.Utf8;
import java.util.Optional;
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
 */
final class WebSocketFrames {
  /** What a message is that is no text. */
  static final String BYTES = "application/octet-stream";

  private final WebSocketConfig config;
  private final boolean tellsGaps;
  private final boolean tellsPages;
  private final Forms bare = new Forms(delivery -> payload(delivery.message()));
  private final Forms withMeta = new Forms(delivery -> payload(delivery, ""));

  WebSocketFrames(WebSocketConfig config, WireProfile profile) {
    this.config = config;
    this.tellsGaps = profile.has(Trait.GAP_IN_STREAMS);
    // Nchan's client for browsers takes a line that it does not know for a broken message
    this.tellsPages = !profile.has(Trait.QUIET_GAPS);
  }

  /** The frame of a message, in the form that was agreed upon. */
  MessageBody of(Delivery delivery, Handshake.Accepted agreed) {
    if (delivery.gapAfter().isPresent() && tellsGap(agreed)) {
      String gap = "push-gap: " + delivery.gapAfter().get() + "\n";
      return payload(delivery, gap).frame();
    }
    return (agreed.meta() ? withMeta : bare).of(delivery, agreed.deflate());
  }

  private boolean tellsGap(Handshake.Accepted agreed) {
    return agreed.meta() && tellsGaps && (tellsPages || !agreed.fromPage());
  }

  private record Payload(Opcode opcode, MessageBody bytes) {
    MessageBody frame() {
      return Frames.of(opcode, bytes);
    }
  }

  private interface Renderer {
    Payload of(Delivery delivery);
  }

  /** A message plain and compressed. */
  private final class Forms {
    private final Rendering plain;
    private final Rendering deflated;

    Forms(Renderer renderer) {
      this.plain = new Rendering(delivery -> renderer.of(delivery).frame());
      this.deflated = new Rendering(delivery -> deflated(renderer.of(delivery)));
    }

    MessageBody of(Delivery delivery, Optional<DeflateTerms> deflate) {
      MessageBody frame = plain.of(delivery);
      int size = Frames.payloadSize(frame);
      boolean worthIt =
          size >= config.deflateFrom() && deflate.filter(t -> t.allow(size)).isPresent();
      return worthIt ? deflated.of(delivery) : frame;
    }
  }

  private MessageBody deflated(Payload payload) {
    byte[] fewer = Deflate.deflate(payload.bytes(), config.deflateLevel());
    return fewer.length < payload.bytes().size()
        ? Frames.deflated(payload.opcode(), fewer)
        : payload.frame();
  }

  private static Payload payload(Message message) {
    return new Payload(opcode(message, message.body()), message.body());
  }

  /** With what {@link Handshake#META} says in front of the body. */
  private static Payload payload(Delivery delivery, String gap) {
    Message message = delivery.message();
    String type = message.contentType().map(value -> "content-type: " + value + "\n").orElse("");
    // a header's value came as ISO 8859-1: so goes what it is made of
    byte[] meta = ("id: " + delivery.resumePoint() + "\n" + gap + type + "\n").getBytes(ISO_8859_1);
    byte[] bytes = new byte[meta.length + message.body().size()];
    System.arraycopy(meta, 0, bytes, 0, meta.length);
    message.body().asByteBuffer().get(bytes, meta.length, message.body().size());
    MessageBody whole = MessageBody.wrap(bytes);
    return new Payload(opcode(message, whole), whole);
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
