package org.pushrelay.message;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * What a publisher hands in, before it has an id: a body, its content type, and how it is to be
 * kept. Immutable.
 */
public final class MessageDraft {
  private final MessageBody body;
  private final String contentType;
  private final String event;
  private final BufferPolicy policy;
  private final Optional<MessageBody> deflated;

  private MessageDraft(
      MessageBody body,
      String contentType,
      String event,
      BufferPolicy policy,
      Optional<MessageBody> deflated) {
    this.body = requireNonNull(body, "body");
    this.contentType = contentType;
    this.event = event;
    this.policy = requireNonNull(policy, "policy");
    this.deflated = deflated;
  }

  /** A message with this body, without a content type, kept by {@link BufferPolicy#DEFAULT}. */
  public static MessageDraft of(MessageBody body) {
    return new MessageDraft(body, "", "", BufferPolicy.DEFAULT, Optional.empty());
  }

  /** A message with this text as {@code text/plain; charset=utf-8}. */
  public static MessageDraft text(String text) {
    return of(MessageBody.utf8(text)).withContentType("text/plain; charset=utf-8");
  }

  /** Returns a copy with other bytes, and without a compressed copy of them. */
  public MessageDraft withBody(MessageBody value) {
    return new MessageDraft(value, contentType, event, policy, Optional.empty());
  }

  /**
   * Returns a copy that carries its body compressed, too, for subscribers over WebSockets that
   * agreed to decompress. The copy is stored with the message, and counts as its bytes do.
   *
   * @param value the payload of a message of {@code permessage-deflate} that refers to no message
   *     before it (RFC 7692, 7.2.1)
   */
  public MessageDraft withDeflated(MessageBody value) {
    return new MessageDraft(
        body, contentType, event, policy, Optional.of(requireNonNull(value, "deflated")));
  }

  /**
   * Returns a copy with another content type; an empty text stands for none.
   *
   * @throws IllegalArgumentException for a value that is not a content type ({@link
   *     #isContentType})
   */
  public MessageDraft withContentType(String value) {
    checkArgument(isContentType(value), "contentType: has a control character, or one above 255");
    return new MessageDraft(body, value, event, policy, deflated);
  }

  /**
   * Returns a copy with the name of an event, which event streams carry ({@code
   * X-EventSource-Event} of Nchan); an empty text stands for none.
   *
   * @throws IllegalArgumentException for a value that is not the name of an event ({@link
   *     #isEvent})
   */
  public MessageDraft withEvent(String value) {
    checkArgument(isEvent(value), "event: has a control character");
    return new MessageDraft(body, contentType, value, policy, deflated);
  }

  /** Returns a copy with another buffer policy. */
  public MessageDraft withPolicy(BufferPolicy value) {
    return new MessageDraft(body, contentType, event, value, deflated);
  }

  /**
   * Whether a text can stand in a header as it is: it has no control characters but tabs, and fits
   * ISO 8859-1 (RFC 9110, 5.5).
   */
  public static boolean isContentType(String value) {
    requireNonNull(value, "contentType");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c != '\t' && (c < ' ' || c == 0x7f || c > 0xff)) {
        return false;
      }
    }
    return true;
  }

  /** Whether a text can be the name of an event: it has no control characters but tabs. */
  public static boolean isEvent(String value) {
    return requireNonNull(value, "event")
        .chars()
        .noneMatch(c -> c != '\t' && (c < ' ' || c == 0x7f));
  }

  /** The bytes. */
  public MessageBody body() {
    return body;
  }

  /** The content type as the publisher wrote it. */
  public Optional<String> contentType() {
    return contentType.isEmpty() ? Optional.empty() : Optional.of(contentType);
  }

  /** The name of the event that the message is, for event streams. */
  public Optional<String> event() {
    return event.isEmpty() ? Optional.empty() : Optional.of(event);
  }

  /** The body compressed, if the publisher's endpoint compresses ({@link #withDeflated}). */
  public Optional<MessageBody> deflated() {
    return deflated;
  }

  /** How the message is to be kept. */
  public BufferPolicy policy() {
    return policy;
  }
}
