package org.pushrelay.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import org.pushrelay.message.Delivery;
import org.pushrelay.message.MessageBody;
import org.pushrelay.protocol.WireProfile.Trait;
import org.pushrelay.subscriber.EndReason;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.ResponseStream;

/**
 * Messages as parts of one response (RFC 2046, 5.1). Each part ends with the boundary that begins
 * the next one, so a client knows at once that it is whole.
 *
 * <p>Each stream has a random boundary of its own, which no publisher can know: so no body can end
 * its part. That is why parts are not shared between streams.
 */
final class MultipartFormat implements StreamFormat {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int BOUNDARY_BYTES = 16;
  private static final String END = "--\r\n";

  private final String boundary = newBoundary();
  private final String defaultContentType;
  private final WireProfile profile;
  private final ResumeConfig resume;

  MultipartFormat(String defaultContentType, WireProfile profile, ResumeConfig resume) {
    this.resume = resume;
    this.defaultContentType = defaultContentType;
    this.profile = profile;
  }

  static String newBoundary() {
    byte[] bytes = new byte[BOUNDARY_BYTES];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public SubscriberKind kind() {
    return SubscriberKind.MULTIPART;
  }

  @Override
  public PushResponse head() {
    PushResponse head =
        PushResponse.of(
            200,
            List.of(
                contentType(),
                new Header("Cache-Control", "no-cache"),
                Responses.UNBUFFERED,
                Responses.NO_SNIFFING),
            StreamFormat.piece("--" + boundary));
    return profile.has(Trait.UNFRAMED_STREAMS) ? head.closing() : head;
  }

  Header contentType() {
    return new Header("Content-Type", "multipart/mixed; boundary=" + boundary);
  }

  @Override
  public void message(Delivery delivery, ResponseStream out) {
    ByteArrayOutputStream part = new ByteArrayOutputStream(delivery.message().body().size() + 256);
    addPart(delivery, false, part);
    out.write(MessageBody.wrap(part.toByteArray()));
  }

  /** Writes a complete body: these messages, and the end. */
  void addWhole(List<Delivery> deliveries, ByteArrayOutputStream out) {
    out.writeBytes(("--" + boundary).getBytes(ISO_8859_1));
    deliveries.forEach(delivery -> addPart(delivery, true, out));
    out.writeBytes(END.getBytes(ISO_8859_1));
  }

  private void addPart(Delivery delivery, boolean inBatch, ByteArrayOutputStream out) {
    out.writeBytes(partHead(delivery, inBatch).getBytes(ISO_8859_1));
    out.writeBytes(delivery.message().body().toByteArray());
    out.writeBytes(("\r\n--" + boundary).getBytes(ISO_8859_1));
  }

  private String partHead(Delivery delivery, boolean inBatch) {
    StringBuilder head = new StringBuilder("\r\n");
    boolean bare = inBatch && profile.has(Trait.BARE_BATCHES);
    if (!bare) {
      MessageIdHeaders.of(delivery.resumePoint(), profile, resume)
          .forEach(header -> add(head, header));
    }
    if (profile.has(Trait.SIZED_PARTS)) {
      add(head, new Header("Content-Length", "" + delivery.message().body().size()));
    }
    String contentType = delivery.message().contentType().orElse(defaultContentType);
    if (!contentType.isEmpty()) {
      add(head, new Header("Content-Type", contentType));
    }
    if (!bare && profile.has(Trait.GAP_IN_STREAMS)) {
      delivery.gapAfter().ifPresent(id -> add(head, new Header("Push-Gap", id.toString())));
    }
    return head.append("\r\n").toString();
  }

  private static void add(StringBuilder head, Header header) {
    head.append(header.name()).append(": ").append(header.value()).append("\r\n");
  }

  @Override
  public boolean writesEndReason() {
    return true;
  }

  @Override
  public void end(EndReason reason, ResponseStream out) {
    out.write(StreamFormat.piece(END));
  }
}
