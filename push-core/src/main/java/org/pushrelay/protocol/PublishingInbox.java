package org.pushrelay.protocol;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.pushrelay.channel.Channel;
import org.pushrelay.channel.ChannelInfo;
import org.pushrelay.channel.PublishResult;
import org.pushrelay.hook.MessageFilter.Outcome;
import org.pushrelay.message.BufferPolicy;
import org.pushrelay.message.MessageBody;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.websocket.CloseCode;
import org.pushrelay.websocket.Frames;
import org.pushrelay.websocket.Opcode;
import org.pushrelay.websocket.WebSocketConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes what a client sends over one WebSocket, and says in the same order what became of it. A
 * refusal ends the WebSocket. While the store or a filter has much to do, or the client does not
 * take its responses, or the memory for what waits is spent, no more is read.
 */
final class PublishingInbox implements WebSocketInbox {
  private static final Logger log = LoggerFactory.getLogger(PublishingInbox.class);

  /** So many messages may be on their way into the store. */
  private static final int MAX_PENDING = 16;

  private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

  private final ChannelFanOut channelFanOut;
  private final PublisherConfig config;
  private final BufferPolicy buffer;
  private final Responses responses;
  private final MetaEventPublisher metaEventPublisher;
  private final @Nullable Function<MessageDraft, CompletableFuture<Outcome>> filter;
  private final WebSockets sockets;
  private final Optional<AcceptedFormat> pollResponses;

  /** All that was looked at so far is published, or is not. Of the thread that reads. */
  private CompletableFuture<?> looked = DONE;

  /** A filter has refused a message: the WebSocket ends, and nothing behind it is published. */
  private volatile boolean refused;

  /** All that was said so far is said. Of the thread that reads. */
  private CompletableFuture<Void> said = DONE;

  @GuardedBy("this")
  private int pending;

  @GuardedBy("this")
  private boolean full;

  @GuardedBy("this")
  private boolean reading = true;

  /**
   * For one WebSocket.
   *
   * @param buffer how its messages are kept
   * @param filter called with each message first; null if no filter is configured. Its future never
   *     fails
   * @param pollResponses how channel info is written; empty if the client wants no responses
   */
  PublishingInbox(
      ChannelFanOut channelFanOut,
      PublisherConfig config,
      BufferPolicy buffer,
      Responses responses,
      MetaEventPublisher metaEventPublisher,
      @Nullable Function<MessageDraft, CompletableFuture<Outcome>> filter,
      WebSockets sockets,
      Optional<AcceptedFormat> pollResponses) {
    this.filter = filter;
    this.sockets = sockets;
    this.channelFanOut = channelFanOut;
    this.config = config;
    this.buffer = buffer;
    this.responses = responses;
    this.metaEventPublisher = metaEventPublisher;
    this.pollResponses = pollResponses;
  }

  @Override
  public long maxMessage() {
    return config.maxBodyBytes();
  }

  @Override
  public void onMessage(WebSocketConnection from, Opcode kind, MessageBody body) {
    MessageDraft draft =
        MessageDraft.of(body)
            .withContentType(kind == Opcode.BINARY ? WebSocketFrames.BYTES : "")
            .withEvent(config.event().orElse(""))
            .withPolicy(buffer);
    if (filter == null) {
      publish(from, body, draft);
    } else {
      respondInOrder(from, body, lookUp(from, draft, filter));
    }
  }

  private void publish(WebSocketConnection from, MessageBody body, MessageDraft draft) {
    CompletableFuture<List<PublishResult>> outcome =
        channelFanOut.publish(config.prepared(draft), metaEventPublisher);
    if (said.isDone() && outcome.isDone() && !outcome.isCompletedExceptionally()) {
      respond(from, outcome.join(), null);
      return;
    }
    respondInOrder(
        from, body, outcome.handle((results, failure) -> () -> respond(from, results, failure)));
  }

  /** One after the other, so that they are published in the order in which they came. */
  private CompletableFuture<Runnable> lookUp(
      WebSocketConnection from,
      MessageDraft draft,
      Function<MessageDraft, CompletableFuture<Outcome>> filtering) {
    CompletableFuture<Runnable> saying =
        looked.thenCompose(
            before ->
                refused
                    ? CompletableFuture.completedFuture(() -> {})
                    : filtering.apply(draft).thenCompose(outcome -> becomes(from, outcome)));
    looked = saying.exceptionally(bug -> () -> {});
    return saying;
  }

  private CompletableFuture<Runnable> becomes(WebSocketConnection from, Outcome outcome) {
    if (outcome instanceof Outcome.Publish published) {
      return channelFanOut
          .publish(config.prepared(published.draft()), metaEventPublisher)
          .handle((results, failure) -> () -> respond(from, results, failure));
    }
    if (outcome instanceof Outcome.Refuse refuse) {
      refused = true;
      return CompletableFuture.completedFuture(() -> sockets.close(from, refuse.response()));
    }
    return channelFanOut
        .each(Channel::info)
        .thenApply(infos -> () -> respond(from, infos.stream().flatMap(Optional::stream).toList()));
  }

  private void respondInOrder(
      WebSocketConnection from, MessageBody body, CompletableFuture<Runnable> saying) {
    // it is here already; what is counted keeps others from coming
    sockets.budget().charge(body.size());
    count(from, 1);
    said =
        said.thenAcceptBoth(saying, (before, now) -> now.run())
            .exceptionally(
                bug -> {
                  log.error("A publisher could not be answered", bug);
                  from.close(CloseCode.FAILED, "500 Internal Server Error");
                  return null;
                })
            .thenRun(
                () -> {
                  sockets.budget().release(body.size());
                  count(from, -1);
                  from.flush();
                });
  }

  private void respond(
      WebSocketConnection to, @Nullable List<PublishResult> results, @Nullable Throwable failure) {
    if (results == null) {
      log.error("The store failed on channel {}", channelFanOut.first(), failure);
      to.close(CloseCode.FAILED, StreamEndStatus.of(503).toString());
      return;
    }
    List<ChannelInfo> infos = new ArrayList<>(results.size());
    for (PublishResult result : results) {
      if (result == PublishResult.Refused.DRAINING) {
        to.close(CloseCode.RESTART, StreamEndStatus.of(503).toString());
        return;
      } else if (result instanceof PublishResult.Accepted accepted) {
        infos.add(responses.channel(accepted));
      } else if (result == PublishResult.Refused.NO_ROOM) {
        to.close(CloseCode.TRY_LATER, StreamEndStatus.of(507).toString());
        return;
      } else {
        // a limit of the group
        to.close(CloseCode.POLICY, "403 Forbidden");
        return;
      }
    }
    respond(to, infos);
  }

  private void respond(WebSocketConnection to, List<ChannelInfo> infos) {
    if (infos.isEmpty()) {
      return;
    }
    pollResponses.ifPresent(
        format ->
            send(to, Frames.of(Opcode.TEXT, MessageBody.utf8(responses.info(infos, format)))));
  }

  private synchronized void send(WebSocketConnection to, MessageBody frame) {
    full = !to.send(frame);
    adjust(to);
  }

  private synchronized void count(WebSocketConnection from, int more) {
    pending += more;
    adjust(from);
  }

  @Override
  public synchronized void onWritable(WebSocketConnection from) {
    full = false;
    adjust(from);
  }

  @GuardedBy("this")
  private void adjust(WebSocketConnection from) {
    boolean hasRoom = pending == 0 || !sockets.budget().isSpent();
    boolean wanted = !full && pending < MAX_PENDING && hasRoom;
    if (wanted != reading) {
      reading = wanted;
      from.setReading(wanted);
    }
  }
}
