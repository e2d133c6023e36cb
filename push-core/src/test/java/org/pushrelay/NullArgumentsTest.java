package org.pushrelay;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.pushrelay.channel.ChannelId;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.MessageBody;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.message.MessageId;
import org.pushrelay.protocol.MetaEventConfig;
import org.pushrelay.protocol.PublisherConfig;
import org.pushrelay.protocol.SubscriberConfig;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.spi.Mounts;

/** Arguments that are missing or make no sense are refused where they are given, by name. */
@SuppressWarnings({"NullAway", "DataFlowIssue"})
class NullArgumentsTest {
  private final PushEngine engine = PushEngine.create();

  @AfterEach
  void close() {
    engine.close();
  }

  private Map<ThrowingCallable, String> calls() {
    MessageDraft draft = MessageDraft.text("x");
    Map<ThrowingCallable, String> calls = new LinkedHashMap<>();
    calls.put(() -> engine.channel((String) null), "name");
    calls.put(() -> engine.channel((ChannelId) null), "id");
    calls.put(() -> ChannelId.of(null), "name");
    calls.put(() -> engine.channel("a").publish((String) null), "text");
    calls.put(() -> engine.channel("a").subscribe(null), "handler");
    calls.put(() -> engine.channel("a").subscribe(Cursor.oldest(), null), "handler");
    calls.put(() -> engine.publisher((PublisherConfig) null), "config");
    calls.put(() -> engine.publisher((Consumer<PublisherConfig.Builder>) null), "settings");
    calls.put(() -> engine.subscriber((SubscriberConfig) null), "config");
    calls.put(() -> engine.subscriber((Consumer<SubscriberConfig.Builder>) null), "settings");
    calls.put(() -> PublisherConfig.builder().metaEvents((MetaEventConfig) null), "metaEvents");
    calls.put(() -> SubscriberConfig.builder().metaEvents((MetaEventConfig) null), "metaEvents");
    calls.put(() -> engine.pubSub(null, SubscriberConfig.DEFAULT), "publishing");
    calls.put(() -> engine.pubSub(PublisherConfig.DEFAULT, null), "subscribing");
    calls.put(() -> engine.group(null), "config");
    calls.put(() -> engine.subscriberInfo(null), "config");
    calls.put(() -> engine.revoke(null), "subject");
    calls.put(() -> PushEngine.builder().store(null), "store");
    calls.put(() -> PushEngine.builder().jitter(null), "jitter");
    calls.put(() -> PushEngine.builder().listener(null), "listener");
    calls.put(() -> MessageDraft.text(null), "text");
    calls.put(() -> MessageDraft.of(null), "body");
    calls.put(() -> draft.withBody(null), "body");
    calls.put(() -> draft.withDeflated(null), "deflated");
    calls.put(() -> draft.withContentType(null), "contentType");
    calls.put(() -> draft.withEvent(null), "event");
    calls.put(() -> draft.withPolicy(null), "policy");
    calls.put(() -> MessageBody.copyOf(null), "bytes");
    calls.put(() -> MessageBody.wrap((byte[]) null), "bytes");
    calls.put(() -> MessageBody.wrap((ByteBuffer) null), "bytes");
    calls.put(() -> MessageBody.utf8(null), "text");
    calls.put(() -> Cursor.after((MessageId) null), "id");
    calls.put(() -> PushResponse.of(200, (Header[]) null), "headers");
    calls.put(() -> PushResponse.of(200, null, MessageBody.empty()), "headers");
    calls.put(() -> PushResponse.of(200, List.of(), null), "body");
    calls.put(() -> Mounts.NONE.with(null, exchange -> {}), "path");
    calls.put(() -> Mounts.NONE.with("/a", null), "endpoint");
    return calls;
  }

  @Test
  void nullIsRefusedWithTheNameOfTheParameter() {
    calls()
        .forEach(
            (call, name) -> assertThatNullPointerException().isThrownBy(call).withMessage(name));
  }

  @Test
  void mountPathWithAPatternIsRefusedWithWhatIsExpected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Mounts.NONE.with("/pub/*", exchange -> {}))
        .withMessage(
            "path: /pub/* (expected: one without *, ?, # and {; all paths below it belong to it)");
  }
}
