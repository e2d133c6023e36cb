package org.pushrelay.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.List;
import org.pushrelay.message.Delivery;
import org.pushrelay.message.Message;
import org.pushrelay.message.MessageBody;
import org.pushrelay.message.MessageId;
import org.pushrelay.protocol.WireProfile.Trait;
import org.pushrelay.subscriber.EndReason;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.ResponseStream;

/**
 * Messages as events (HTML, 9.2.5). The id of an event is where its reader stands, so a browser
 * that comes back resumes by itself. A body becomes data line by line, split at CR, LF and CRLF
 * alike: none of them can end a line, and begin another field.
 */
final class EventStreamFormat implements StreamFormat {
  private static final byte[] DATA = "data: ".getBytes(UTF_8);

  private final StreamConfig config;
  private final WireProfile profile;
  private final PushResponse head;
  private final MessageBody ping;
  private final LastRendered messages = new LastRendered(this::event);

  EventStreamFormat(StreamConfig config, WireProfile profile) {
    this.config = config;
    this.profile = profile;
    this.head = head(profile);
    this.ping = StreamFormat.piece(ping(config.ping()));
  }

  private static PushResponse head(WireProfile profile) {
    PushResponse head =
        PushResponse.of(
            200,
            List.of(
                new Header("Content-Type", "text/event-stream; charset=utf-8"),
                new Header("Cache-Control", "no-cache"),
                Responses.UNBUFFERED,
                Responses.NO_SNIFFING),
            StreamFormat.piece(": hi\n\n"));
    return profile.has(Trait.UNFRAMED_STREAMS) ? head.closing() : head;
  }

  private static String ping(StreamConfig.Ping ping) {
    if (ping.comment().isEmpty() && ping.event().isEmpty() && ping.data().isEmpty()) {
      return ":\n\n";
    }
    String comment = ping.comment().isEmpty() ? "" : ": " + ping.comment() + "\n";
    String event = ping.event().isEmpty() ? "" : "event: " + ping.event() + "\n";
    String data = event.isEmpty() && ping.data().isEmpty() ? "" : "data: " + ping.data() + "\n";
    return comment + event + data + "\n";
  }

  @Override
  public SubscriberKind kind() {
    return SubscriberKind.EVENT_STREAM;
  }

  @Override
  public PushResponse head() {
    return head;
  }

  @Override
  public void message(Delivery delivery, ResponseStream out) {
    out.write(messages.of(delivery));
  }

  private MessageBody event(Delivery delivery) {
    Message message = delivery.message();
    ByteArrayOutputStream out = new ByteArrayOutputStream(message.body().size() + 64);
    config
        .event()
        .or(message::event)
        .ifPresent(name -> out.writeBytes(("event: " + name + "\n").getBytes(UTF_8)));
    // behind the event's name, as Nchan has it
    out.writeBytes(("id: " + delivery.resumePoint() + "\n").getBytes(UTF_8));
    addLines(message.body().toByteArray(), out);
    out.write('\n');
    return MessageBody.wrap(out.toByteArray());
  }

  private static void addLines(byte[] body, ByteArrayOutputStream out) {
    int start = 0;
    while (start <= body.length) {
      int end = start;
      while (end < body.length && body[end] != '\n' && body[end] != '\r') {
        end++;
      }
      out.writeBytes(DATA);
      out.write(body, start, end - start);
      out.write('\n');
      boolean crlf = end + 1 < body.length && body[end] == '\r' && body[end + 1] == '\n';
      start = end + (crlf ? 2 : 1);
    }
  }

  @Override
  public void gap(MessageId after, ResponseStream out) {
    out.write(
        StreamFormat.piece(
            profile.has(Trait.QUIET_GAPS)
                ? ": " + EventNames.GAP + " " + after + "\n\n"
                : "event: " + EventNames.GAP + "\ndata: " + after + "\n\n"));
  }

  @Override
  public void heartbeat(ResponseStream out) {
    out.write(ping);
  }

  @Override
  public boolean writesEndReason() {
    return true;
  }

  @Override
  public void end(EndReason reason, ResponseStream out) {
    StreamEndStatus status = StreamEndStatus.of(reason, profile);
    out.write(StreamFormat.piece(":" + status.code() + ": " + status + "\n\n"));
  }
}
