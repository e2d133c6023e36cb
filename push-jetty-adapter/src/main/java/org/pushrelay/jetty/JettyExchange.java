package org.pushrelay.jetty;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.jspecify.annotations.Nullable;
import org.pushrelay.message.MessageBody;
import org.pushrelay.subscriber.Loop;
import org.pushrelay.transport.BodyListener;
import org.pushrelay.transport.BufferBudget;
import org.pushrelay.transport.ConnectionBudget;
import org.pushrelay.transport.ConnectionBudget.Admission;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushRequest;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.ResponseListener;
import org.pushrelay.transport.ResponseStream;
import org.pushrelay.transport.StreamListener;
import org.pushrelay.transport.Upgrade;
import org.pushrelay.transport.UpgradeListener;
import org.pushrelay.transport.spi.QueuedStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request on Jetty and its response. The first of response and departure ends it: after that
 * nothing touches Jetty's response, which may serve the connection's next request by then.
 */
final class JettyExchange implements Exchange {
  private static final Logger log = LoggerFactory.getLogger(JettyExchange.class);

  /** A response of this size may wait for its client although the budget has no room. */
  private static final int SMALL_BYTES = 512;

  /** What the budget counts a stream of HTTP/2 with. */
  private static final int STREAM_BYTES = 4 * 1024;

  private final Request request;
  private final Response response;
  private final Callback callback;
  private final PushRequest view;
  private final BufferBudget budget;

  /** Null on a connector that is not the relay's. */
  private final @Nullable PushEndPoint socket;

  private final Loop loop;
  private final boolean mayBeHeld;

  @GuardedBy("this")
  private boolean ended;

  @GuardedBy("this")
  private Runnable whenGone = () -> {};

  @GuardedBy("this")
  private boolean watched;

  @GuardedBy("this")
  private @Nullable DisconnectDetector watch;

  @GuardedBy("this")
  private @Nullable JettyStream stream;

  @GuardedBy("this")
  private @Nullable JettyRequestBody body;

  JettyExchange(Request request, Response response, Callback callback, BufferBudget budget) {
    this.budget = budget;
    this.request = request;
    this.response = response;
    this.callback = callback;
    this.view = new JettyRequest(request);
    this.socket = PushEndPoint.below(request.getConnectionMetaData().getConnection().getEndPoint());
    this.mayBeHeld =
        isHttp2(request.getConnectionMetaData())
            ? hasMemory(request, budget.connections())
            : socket == null || socket.holdsRequests();
    this.loop =
        socket == null
            ? new JettyLoop(request.getComponents().getExecutor())
            : socket.pushSelector();
  }

  /** HTTP/2 holds many requests on one connection; each is counted here until it is completed. */
  private static boolean hasMemory(Request request, ConnectionBudget connections) {
    Admission admission = connections.open(STREAM_BYTES);
    if (admission != Admission.REFUSED) {
      Request.addCompletionListener(request, failure -> connections.close(STREAM_BYTES));
    }
    return admission == Admission.ALL_REQUESTS;
  }

  @Override
  public boolean mayBeHeld() {
    return mayBeHeld;
  }

  @Override
  public PushRequest request() {
    return view;
  }

  @Override
  public void readBody(long maxBytes, BodyListener listener) {
    JettyRequestBody reading = new JettyRequestBody(request, maxBytes, budget, listener);
    synchronized (this) {
      body = reading;
    }
    reading.read();
  }

  /** What the body takes is counted as long as the request is open. */
  @GuardedBy("this")
  private void end() {
    ended = true;
    if (body != null) {
      body.release();
    }
  }

  /** HTTP/2 tells by itself when a stream is reset or its connection ends; HTTP/1.1 is watched. */
  @Override
  public boolean noticesDeparture() {
    ConnectionMetaData metaData = request.getConnectionMetaData();
    return isHttp2(metaData) || DisconnectDetector.fits(metaData);
  }

  private static boolean isHttp2(ConnectionMetaData metaData) {
    return metaData.getHttpVersion().getVersion() >= HttpVersion.HTTP_2.getVersion();
  }

  @Override
  public Loop loop() {
    return loop;
  }

  @Override
  public void whenClientGone(Runnable action) {
    DisconnectDetector started;
    synchronized (this) {
      if (ended) {
        return;
      }
      whenGone = action;
      started = watchClient();
    }
    if (started != null) {
      started.start();
    }
  }

  /** A watch that has yet to be started; null where Jetty tells by itself, or one runs already. */
  @GuardedBy("this")
  private @Nullable DisconnectDetector watchClient() {
    if (watched) {
      return null;
    }
    watched = true;
    // one for both: it is kept as long as the request is held
    Consumer<Throwable> left = this::clientLeft;
    // a hold lasts as long as its endpoint wants; silence on the connection is not a failure
    // meanwhile
    request.addIdleTimeoutListener(this::isFailure);
    request.addFailureListener(left);
    ConnectionMetaData metaData = request.getConnectionMetaData();
    watch = DisconnectDetector.fits(metaData) ? DisconnectDetector.of(metaData, left) : null;
    return watch;
  }

  private boolean isFailure(TimeoutException silence) {
    JettyStream begun;
    synchronized (this) {
      begun = stream;
    }
    if (begun != null) {
      begun.isSilent(silence);
    }
    return false;
  }

  private void clientLeft(Throwable cause) {
    Runnable action;
    DisconnectDetector running;
    JettyStream begun;
    synchronized (this) {
      begun = stream;
      if (ended && begun == null) {
        return;
      }
      end();
      action = whenGone;
      running = watch;
    }
    if (begun != null) {
      begun.clientLeft(cause);
      return;
    }
    action.run();
    if (running == null) {
      // Jetty warns of a failure with its stack trace, unless it is a quiet one
      callback.failed(new EofException(cause));
    } else {
      // a failed callback would be answered with 500 where the client has only closed its sending
      // side
      request.getConnectionMetaData().getConnection().getEndPoint().close();
      callback.succeeded();
    }
  }

  @Override
  public void respond(PushResponse answer, ResponseListener listener) {
    DisconnectDetector running;
    synchronized (this) {
      if (ended) {
        listener.onFailure(new ClosedChannelException());
        return;
      }
      end();
      running = watch;
    }
    if (running == null) {
      write(answer, listener);
    } else {
      running.stop(whole -> respondToHeld(whole ? answer : answer.closing(), listener));
    }
  }

  @Override
  public ResponseStream stream(PushResponse head, StreamListener listener) {
    boolean ownChunks = hasOwnChunks(head);
    DisconnectDetector started;
    JettyStream begun;
    synchronized (this) {
      if (ended) {
        return QueuedStream.closed(listener, request.getComponents().getExecutor());
      }
      end();
      started = watchClient();
      begun = new JettyStream(request, response, callback, watch, listener, ownChunks, budget);
      stream = begun;
    }
    writeHead(head, ResponseFields.withoutLength(head.headers()));
    if (endsWithConnection(head)) {
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }
    if (ownChunks) {
      // else Jetty might choose not to chunk
      response.getHeaders().put(HttpHeader.TRANSFER_ENCODING, HttpHeaderValue.CHUNKED.asString());
    }
    begun.begin(head.body());
    if (started != null) {
      started.start();
    }
    return begun;
  }

  @Override
  public boolean canUpgrade() {
    return request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_1
        && request.getConnectionMetaData().getConnection() instanceof Connection.UpgradeFrom
        && request.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH) <= 0
        && !request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
  }

  @Override
  public Upgrade upgrade(List<Header> headers, UpgradeListener listener) {
    DisconnectDetector running;
    boolean late;
    synchronized (this) {
      late = ended;
      end();
      running = watch;
    }
    ProtocolSwitch leaving = new ProtocolSwitch(request, response, callback, headers);
    JettyUpgrade upgrade = new JettyUpgrade(request, listener, leaving::respond, budget);
    if (late) {
      upgrade.clientLeft(new ClosedChannelException());
    } else if (running == null) {
      upgrade.begin(MessageBody.empty());
    } else {
      running.stop(
          whole -> {
            if (whole) {
              upgrade.begin(MessageBody.empty());
            } else {
              upgrade.clientLeft(new EofException("what the client has sent is not whole"));
              callback.succeeded();
            }
          });
    }
    return upgrade;
  }

  /** Whether what is written goes to the client as it is, but for the chunks around it. */
  private boolean hasOwnChunks(PushResponse head) {
    return socket != null
        && !(response instanceof Response.Wrapper)
        && !isHttp2(request.getConnectionMetaData())
        && !endsWithConnection(head)
        && !HttpMethod.HEAD.is(request.getMethod())
        && !HttpStatus.hasNoBody(head.status());
  }

  /** HTTP/1.0 has no chunks. */
  private boolean endsWithConnection(PushResponse head) {
    return head.closes()
        || request.getConnectionMetaData().getHttpVersion().getVersion()
            < HttpVersion.HTTP_1_1.getVersion();
  }

  private void respondToHeld(PushResponse answer, ResponseListener listener) {
    if (socket != null) {
      socket.respondsToHeld();
    }
    write(answer, listener);
  }

  private void write(PushResponse answer, ResponseListener listener) {
    Completion completion = new Completion(answer.body(), listener);
    try {
      boolean hasBody = !HttpStatus.hasNoBody(answer.status());
      writeHead(answer, fields(answer));
      // in a response without a body that ends with its first write, Jetty says Content-Length: 0
      response.write(hasBody, hasBody ? answer.body().asByteBuffer() : null, completion);
      completion.countIfUnderWay();
    } catch (RuntimeException e) {
      // no other code would end Jetty's exchange, and idle timeouts do not end it either
      completion.failed(e);
    }
  }

  private void writeHead(PushResponse answer, List<HttpField> list) {
    response.setStatus(answer.status());
    HttpFields.Mutable fields = response.getHeaders();
    for (HttpField field : list) {
      fields.add(field);
    }
    if (answer.closes()) {
      fields.put(HttpHeader.CONNECTION, "close");
    }
  }

  /** HTTP/2 has a compression of its own, which encoded fields would not take part in. */
  private List<HttpField> fields(PushResponse answer) {
    if (socket == null || isHttp2(request.getConnectionMetaData())) {
      return ResponseFields.plain(answer);
    }
    return socket.pushSelector().fields().of(answer);
  }

  /**
   * Ends Jetty's exchange with the response's last byte. What the client does not take at once is
   * counted until then; if there is no room for that, the connection ends.
   */
  private final class Completion implements Callback {
    private final MessageBody body;
    private final ResponseListener listener;

    @GuardedBy("this")
    private boolean done;

    @GuardedBy("this")
    private boolean held;

    Completion(MessageBody body, ResponseListener listener) {
      this.body = body;
      this.listener = listener;
    }

    void countIfUnderWay() {
      synchronized (this) {
        held = !done && budget.retain(body);
        if (done || held || body.size() <= SMALL_BYTES) {
          return;
        }
      }
      log.debug("A client does not take its answer, and there is no memory left to wait for it");
      request.getConnectionMetaData().getConnection().getEndPoint().close();
    }

    private synchronized void done() {
      done = true;
      if (held) {
        budget.release(body);
      }
    }

    @Override
    public void succeeded() {
      done();
      callback.succeeded();
      listener.onSent();
    }

    @Override
    public void failed(Throwable cause) {
      done();
      callback.failed(cause);
      listener.onFailure(cause);
    }

    @Override
    public InvocationType getInvocationType() {
      return InvocationType.NON_BLOCKING;
    }
  }
}
