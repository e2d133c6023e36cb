package org.pushrelay.testkit;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.BodyListener;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushRequest;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.ResponseListener;
import org.pushrelay.transport.ResponseStream;
import org.pushrelay.transport.StreamListener;
import org.pushrelay.transport.Upgrade;
import org.pushrelay.transport.UpgradeListener;

/**
 * A request without a network. It remembers its response, and checks what {@link Exchange} requires
 * of its users: one response, and no look at the request after it. Its client can leave. Safe from
 * any thread.
 *
 * <pre>{@code
 * InMemoryExchange exchange = InMemoryExchange.request("GET", "/sub?id=news").build();
 * engine.subscriber().handle(exchange);
 * assertThat(exchange.isHeld()).isTrue();
 * }</pre>
 */
public final class InMemoryExchange implements Exchange {
  private final PushRequest request;
  private final MessageBody body;
  private final boolean noticesDeparture;
  private final boolean bodyBreaks;
  private final boolean sendingFails;
  private final boolean upgrades;
  private final boolean upgradesLater;

  @GuardedBy("this")
  private final List<PushResponse> responses = new ArrayList<>();

  @GuardedBy("this")
  private @Nullable InMemoryStream stream;

  @GuardedBy("this")
  private @Nullable InMemoryUpgrade upgrade;

  @GuardedBy("this")
  private @Nullable Runnable whenGone;

  @GuardedBy("this")
  private boolean gone;

  private InMemoryExchange(Builder settings) {
    this.request =
        new InMemoryRequest(settings.method, settings.target, settings.headers, "127.0.0.1");
    this.body = settings.body;
    this.noticesDeparture = settings.noticesDeparture;
    this.bodyBreaks = settings.bodyBreaks;
    this.sendingFails = settings.sendingFails;
    this.upgrades = settings.upgrades;
    this.upgradesLater = settings.upgradesLater;
  }

  /**
   * A request to be completed.
   *
   * @param target the path, and the query behind a question mark, as they would be on the wire
   */
  public static Builder request(String method, String target) {
    return new Builder(method, target);
  }

  /** Whether it waits: it has no response yet, and its client is still there. */
  public synchronized boolean isHeld() {
    return responses.isEmpty() && upgrade == null && !gone;
  }

  /**
   * The response.
   *
   * @throws AssertionError if there is none yet, or more than one
   */
  public synchronized PushResponse response() {
    if (responses.size() != 1) {
      throw new AssertionError("expected one answer, but there are " + responses);
    }
    return responses.get(0);
  }

  /** Waits for the response. */
  public PushResponse awaitAnswer() {
    Eventually.until("the request is answered", this::isAnswered);
    return response();
  }

  private synchronized boolean isAnswered() {
    return !responses.isEmpty();
  }

  /**
   * The client leaves. The endpoint is told if it asked to be, and this exchange notices such
   * things, or if it has left HTTP; a response that comes later cannot be sent.
   */
  public void clientLeaves() {
    Runnable action;
    InMemoryUpgrade left;
    synchronized (this) {
      if (gone || !responses.isEmpty()) {
        return;
      }
      gone = true;
      action = whenGone;
      left = upgrade;
    }
    if (left != null) {
      left.clientLeaves();
    } else if (noticesDeparture && action != null) {
      action.run();
    }
  }

  @Override
  public synchronized PushRequest request() {
    if (!responses.isEmpty() || upgrade != null) {
      throw new IllegalStateException("the request is not to be used after the answer");
    }
    return request;
  }

  @Override
  public void readBody(long maxBytes, BodyListener listener) {
    if (body.size() > maxBytes) {
      listener.onTooLarge();
    } else if (bodyBreaks) {
      listener.onFailure(new IOException("the client broke off"));
    } else {
      listener.onBody(body);
    }
  }

  @Override
  public void respond(PushResponse response, ResponseListener listener) {
    boolean sent;
    synchronized (this) {
      sent = !gone && !sendingFails;
      if (!gone) {
        responses.add(response);
      }
    }
    if (sent) {
      listener.onSent();
    } else {
      listener.onFailure(new ClosedChannelException());
    }
  }

  @Override
  public ResponseStream stream(PushResponse head, StreamListener listener) {
    InMemoryStream begun = new InMemoryStream(head, listener);
    boolean leftBefore;
    synchronized (this) {
      responses.add(head);
      stream = begun;
      leftBefore = gone;
    }
    if (leftBefore) {
      begun.clientLeaves();
    }
    return begun;
  }

  /**
   * The stream that it was answered with.
   *
   * @throws AssertionError if there is none
   */
  public synchronized InMemoryStream streamed() {
    if (stream == null) {
      throw new AssertionError("expected a stream, but there is " + responses);
    }
    return stream;
  }

  @Override
  public synchronized boolean canUpgrade() {
    return upgrades && body.size() == 0;
  }

  @Override
  public boolean upgradesLater() {
    return upgradesLater;
  }

  @Override
  public Upgrade upgrade(List<Header> headers, UpgradeListener listener) {
    InMemoryUpgrade begun = new InMemoryUpgrade(headers, listener);
    boolean leftBefore;
    synchronized (this) {
      if (!upgrades || upgrade != null || !responses.isEmpty()) {
        throw new IllegalStateException("the request cannot leave HTTP, or has done so");
      }
      upgrade = begun;
      leftBefore = gone;
    }
    if (leftBefore) {
      begun.clientLeaves();
    }
    return begun;
  }

  /** Whether it has left HTTP. */
  public synchronized boolean isUpgraded() {
    return upgrade != null;
  }

  /**
   * What it left HTTP for.
   *
   * @throws AssertionError if it has not
   */
  public synchronized InMemoryUpgrade upgraded() {
    if (upgrade == null) {
      throw new AssertionError("expected an upgrade, but there is " + responses);
    }
    return upgrade;
  }

  @Override
  public void whenClientGone(Runnable action) {
    boolean leftBefore;
    synchronized (this) {
      whenGone = requireNonNull(action, "action");
      leftBefore = gone && noticesDeparture;
    }
    if (leftBefore) {
      action.run();
    }
  }

  @Override
  public boolean noticesDeparture() {
    return noticesDeparture;
  }

  /** What a request is made of. One thread at a time. */
  public static final class Builder {
    private final String method;
    private final String target;
    private final List<Header> headers = new ArrayList<>();
    private MessageBody body = MessageBody.empty();
    private boolean noticesDeparture = true;
    private boolean bodyBreaks;
    private boolean sendingFails;
    private boolean upgrades;
    private boolean upgradesLater = true;

    private Builder(String method, String target) {
      this.method = requireNonNull(method, "method");
      this.target = requireNonNull(target, "target");
    }

    /** Adds a header behind the others. */
    public Builder header(String name, String value) {
      headers.add(new Header(name, value));
      return this;
    }

    /** Carries this text in UTF-8. */
    public Builder body(String text) {
      return body(MessageBody.utf8(text));
    }

    /** Carries these bytes. */
    public Builder body(MessageBody bytes) {
      body = requireNonNull(bytes, "bytes");
      return this;
    }

    /** Is of a transport that does not notice when a client leaves. */
    public Builder withoutNoticingDeparture() {
      noticesDeparture = false;
      return this;
    }

    /** Has a body that breaks off. */
    public Builder breakingOff() {
      bodyBreaks = true;
      return this;
    }

    /** Has a client that gets no response: sending it fails. */
    public Builder failingToSend() {
      sendingFails = true;
      return this;
    }

    /** Is of a transport that can leave HTTP. */
    public Builder upgrading() {
      upgrades = true;
      return this;
    }

    /** Is of a transport that can leave HTTP while the endpoint is called, and not later. */
    public Builder upgradingAtOnceOnly() {
      upgradesLater = false;
      return upgrading();
    }

    /** The exchange. */
    public InMemoryExchange build() {
      return new InMemoryExchange(this);
    }
  }
}
