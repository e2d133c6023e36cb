package org.pushrelay.webhooks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.pushrelay.hook.AuthDecision;
import org.pushrelay.hook.MessageFilter;
import org.pushrelay.message.MessageBody;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;

/**
 * The response of an application, and its meaning as a hook's decision. Immutable.
 *
 * @param status the status
 * @param headers the header fields
 * @param body the body
 */
public record WebhookResponse(int status, List<Header> headers, MessageBody body) {
  /** Header fields of its connection, which is not the client's (RFC 9110, 7.6.1), and the date. */
  private static final Set<String> NOT_RELAYED =
      Set.of(
          "connection",
          "content-length",
          "date",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  /** Copies the headers. */
  public WebhookResponse {
    headers = List.copyOf(headers);
  }

  static WebhookResponse of(HttpResponse<MessageBody> response) {
    List<Header> headers = new ArrayList<>();
    response
        .headers()
        .map()
        .forEach(
            (name, values) -> {
              String written = FieldNames.written(name);
              values.forEach(value -> headers.add(new Header(written, value)));
            });
    return new WebhookResponse(response.statusCode(), headers, response.body());
  }

  /** Whether the status is 2xx. */
  public boolean isSuccess() {
    return status >= 200 && status <= 299;
  }

  /** The value of the first header field of that name, given in any case. */
  public Optional<String> header(String name) {
    return headers.stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(Header::value)
        .findFirst();
  }

  /**
   * What it says of who asked to come in (Nchan: {@code nchan_authorize_request}): yes if it {@link
   * #isSuccess}, to the {@link WebHooks#SUBJECT} and for the {@link WebHooks#LIFETIME} that it
   * names; else no, and the client gets this response.
   *
   * @throws IllegalArgumentException if the lifetime is none; that is no yes
   */
  public AuthDecision authDecision() {
    if (!isSuccess()) {
      return AuthDecision.refuse(relayed());
    }
    return new AuthDecision.Grant(
        header(WebHooks.SUBJECT).filter(name -> !name.isEmpty()),
        header(WebHooks.LIFETIME).map(text -> Duration.ofSeconds(Long.parseLong(text.trim()))));
  }

  /**
   * What it says of a message (Nchan: {@code nchan_publisher_upstream_request}): 200, 201 and 202
   * that its body is published instead, with its content type if it has one; 304 that the message
   * is published, 204 that it is not; any other is 403 to the publisher.
   */
  public MessageFilter.Outcome outcome(MessageDraft draft) {
    return switch (status) {
      case 200, 201, 202 -> {
        MessageDraft replaced = draft.withBody(body);
        yield MessageFilter.publish(
            header("Content-Type").map(replaced::withContentType).orElse(replaced));
      }
      case 304 -> MessageFilter.publish(draft);
      case 204 -> MessageFilter.drop();
      default -> MessageFilter.refuse(PushResponse.of(403));
    };
  }

  /**
   * Returns the response for the client, without the header fields of the connection that it came
   * by.
   */
  public PushResponse relayed() {
    List<Header> kept =
        headers.stream()
            .filter(header -> !NOT_RELAYED.contains(header.name().toLowerCase(Locale.ROOT)))
            .filter(header -> ISO_8859_1.newEncoder().canEncode(header.value()))
            .toList();
    return PushResponse.of(status, kept, body);
  }
}
